// The blanks of a worksheet take answers.

import { button, element } from "./elements.js"

/**
 * The number that a reader wrote, which may be a fraction; NaN for anything else.
 * @param {string} text
 */
function answerNumber(text) {
  const plain = text.trim().replace(/[−–]/g, "-").replace(",", ".")
  const parts = plain.split("/").map(part => (part.trim() === "" ? NaN : Number(part)))
  return parts.length === 1 ? parts[0] : parts.length === 2 ? parts[0] / parts[1] : NaN
}

/**
 * Whether an answer is right: as exact as it is written, with two decimals at least and four at most, which is what a key shows. Numbers that a
 * key shows as `1.234e-5` need three digits.
 * @param {string} text
 * @param {{answer: number, text: string}} question
 */
function isRight(text, { answer, text: shown }) {
  const given = answerNumber(text)
  if (!Number.isFinite(given)) return text.trim().toLowerCase() === shown.toLowerCase()
  if (shown.includes("e")) return Math.abs(given - answer) <= 5e-3 * Math.abs(answer)
  const decimals = /[.,](\d*)$/.exec(text.trim())?.[1].length ?? 4
  const unit = 10 ** -Math.min(4, Math.max(2, text.includes("/") ? 4 : decimals))
  return Math.abs(given - answer) <= 0.5 * unit + 1e-9 * Math.max(1, Math.abs(answer))
}

/** The boxes of a sheet by their numbers, which stand in their corners. @returns {Map<number, SVGGraphicsElement>} */
function boxesOf(figure) {
  const boxes = new Map()
  for (const text of figure?.querySelectorAll('text[font-size="8"]') ?? []) {
    const box = text.previousElementSibling
    if (/^\d+$/.test(text.textContent) && box?.matches('.s-ink[fill="none"]')) boxes.set(Number(text.textContent), box)
  }
  return boxes
}

/** Writes an answer into its box, as the key has it; the empty text takes it out. */
function writeInto(box, text) {
  if (!box) return
  const { x, y, width } = box.getBBox()
  const number = box.nextElementSibling
  let answer = number.nextElementSibling
  if (!answer?.matches(".quiz-answer")) {
    answer = document.createElementNS("http://www.w3.org/2000/svg", "text")
    answer.setAttribute("class", "quiz-answer f-value")
    answer.setAttribute("text-anchor", "middle")
    answer.setAttribute("x", x + width / 2 + 3)
    answer.setAttribute("y", y + 15.4)
    number.after(answer)
  }
  answer.textContent = text
}

/** A question: its number and name, a field, a hint and what is said of the answer. */
function questionRow(question, context, count) {
  const id = `quiz-${question.number}`
  const verdict = element("output", { id: `${id}-verdict`, for: id, class: "quiz-verdict" })
  const field = element("input", {
    id, type: "text", inputmode: "text", autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-verdict`,
  })
  const rule = element("p", { class: "quiz-rule", hidden: true }, question.rule)
  const hint = button("Hint", () => {
    rule.hidden = !rule.hidden
    hint.setAttribute("aria-expanded", String(!rule.hidden))
  }, { "aria-expanded": "false", "aria-label": `Hint for ${question.number}` })
  const row = element("li", { class: "quiz-question" },
    element("label", { for: id }, element("b", {}, `${question.number}. `), question.name), field, hint, verdict, rule)
  const box = () => boxesOf(context.figure?.()).get(question.number)
  const check = () => {
    if (field.value.trim() === "") return
    const right = isRight(field.value, question)
    row.dataset.verdict = right ? "right" : "wrong"
    verdict.textContent = right ? "✓ right" : Number.isNaN(answerNumber(field.value)) ? "✗ not a number" : "✗ not yet"
    writeInto(box(), right ? question.text : "")
    count()
  }
  field.addEventListener("keydown", event => {
    if (event.key !== "Enter") return
    event.preventDefault()
    check()
    // On to the next question that is open.
    const open = [...row.parentElement.children].slice(question.number).find(each => each.dataset.verdict !== "right")
    if (row.dataset.verdict === "right") open?.querySelector("input").focus()
  })
  field.addEventListener("input", () => {
    delete row.dataset.verdict
    verdict.textContent = ""
    count()
  })
  field.addEventListener("focus", () => box()?.classList.add("quiz-box"))
  field.addEventListener("blur", () => {
    box()?.classList.remove("quiz-box")
    if (row.dataset.verdict === undefined) check()
  })
  return row
}

/** Lets a click on a box lead to its field. */
function followBoxes(container, context) {
  document.addEventListener("click", event => {
    if (!container.isConnected || container.closest("[hidden]")) return
    for (const [number, box] of boxesOf(context.figure?.())) {
      const { left, right, top, bottom } = box.getBoundingClientRect()
      const isInside = event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom
      // Behind the card, which is selected too.
      if (isInside) return setTimeout(() => document.getElementById(`quiz-${number}`)?.focus())
    }
    // Before the figure moves because its card is selected.
  }, true)
}

/**
 * Shows the questions of a worksheet beside its figure.
 * @param {HTMLElement} container
 * @param {object} context
 * @param {{number: number, name: string, answer: number, text: string, rule: string}[]} context.quiz
 * @param {() => SVGElement | null} [context.figure] The sheet, while it is shown.
 * @param {(name: string) => void} [context.showView]
 */
export function showQuiz(container, context) {
  const { quiz } = context
  const score = element("output", { class: "quiz-score", role: "status" })
  const list = element("ol", { class: "quiz-list" })
  const count = () => {
    const right = list.querySelectorAll('[data-verdict="right"]').length
    score.textContent = `${right} of ${quiz.length} right`
  }
  list.append(...quiz.map(question => questionRow(question, context, count)))
  const note = "Work out each number from those that are shown; Enter checks it. The first ones are the easiest."
  container.replaceChildren(element("p", { class: "note" }, note), list, score)
  count()
  followBoxes(container, context)
  context.showView?.("quiz")
}

// Puts the numbers of a replay on the cards and arrows of a figure, in place.

import { change, moveBy, originalOf, widthOf, writeText } from "./fittedText.js"
import { formulaLines } from "./formulas.js"
import { numberText, tensorNumberText } from "./numbers.js"
import { snapshotIndex } from "./symbols.js"

/** How much wider a card may become before its texts are squeezed; cards stand further apart than that. */
const mostGrowth = 12

/** The timer after which the words, and what is out of sight, follow the numbers. */
let finishing = 0

function widenRect(rect, growth) {
  const { x, width } = originalOf(rect)
  change(rect, "x", x - growth / 2)
  change(rect, "width", width + growth)
}

/** Replaces one class of a pair, such as `f-positiveGradient`, by the other one. */
function setSign(element, isNegative) {
  const classes = element.getAttribute("class") ?? ""
  const wanted = isNegative ? "negativeGradient" : "positiveGradient"
  change(element, "class", classes.replace(/(?:positive|negative)Gradient/g, wanted))
}

/** The parts of cards that change, found once. @type {WeakMap<Element, object>} */
const partsOfCards = new WeakMap()

/** The texts of a card by what they say, and what stands on its first row, with their places. */
function partsOf(card) {
  if (partsOfCards.has(card)) return partsOfCards.get(card)
  const texts = [...card.querySelectorAll("text")]
  const before = text => originalOf(text).text
  const isNumber = text => text.matches(".f-value, .f-oddSign") && !text.hasAttribute("font-size")
  const value = texts.find(text => isNumber(text) && !before(text).startsWith("∇"))
  const gradient = texts.find(text => /^∇ \S+$/.test(before(text)) && !text.hasAttribute("font-size"))
  const sum = texts.find(text => /^∇ \S+ = /.test(before(text)))
  const formulas = texts.filter(text => /^(∂L\/∂|= )/.test(before(text)))
  const frame = card.querySelector("rect")
  const pill = gradient?.previousElementSibling?.matches("rect") ? gradient.previousElementSibling : undefined
  const place = element => Number(element.getAttribute("x") ?? /^M([-\d.]+)/.exec(element.getAttribute("d"))?.[1] ?? 0)
  const elsewhere = [frame, sum, ...formulas]
  const row = [...card.children].filter(each => each.matches("rect, path, text") && !elsewhere.includes(each))
    .map(element => ({ element, x: place(element) }))
  const parts = { value, gradient, sum, formulas, frame, pill, row, title: card.querySelector("title") }
  partsOfCards.set(card, parts)
  return parts
}

/** The texts of the value and the gradient, with as many decimals as there is room for, and the widths that they need. */
function fittingTexts({ value, gradient }, numbers, dtype) {
  for (const decimals of [4, 3, 2]) {
    const short = x => (decimals < 4 && Math.abs(x) < 1e6 && Number(x.toFixed(decimals))) || x
    const texts = [
      value && tensorNumberText(short(numbers.value), dtype),
      gradient && numbers.gradient !== undefined && `∇ ${numberText(short(numbers.gradient))}`,
    ]
    const widths = [value, gradient].map((element, index) => (texts[index] ? widthOf(element, texts[index]) : { needed: 0, room: 0 }))
    const [first, second] = widths
    const fits = first.needed + second.needed <= (first.room + second.room + mostGrowth) * 1.15
    if (fits || decimals === 2) return { texts, widths }
  }
}

/** The value and the gradient of a tensor's card, which becomes wider as far as there is room. */
function showTensor(parts, numbers, dtype) {
  const { value, gradient, frame, pill, row } = parts
  const { texts, widths: [first, second] } = fittingTexts(parts, numbers, dtype)
  const needed = first.needed + second.needed
  const room = first.room + second.room
  const growth = Math.max(0, Math.min(needed - room, mostGrowth))
  // What one number does not need is the other one's.
  let left = Math.max(first.needed - first.room, Math.min(0, growth - second.needed + second.room))
  if (needed > room + growth) left = (first.needed * (room + growth)) / needed - first.room
  if (first.needed <= first.room && second.needed <= second.room) left = 0
  const right = growth - left
  widenRect(frame, growth)
  const valuePlace = value ? row.find(each => each.element === value).x : -Infinity
  for (const { element, x } of row) moveBy(element, x > valuePlace ? left - growth / 2 : -growth / 2)
  if (value) writeText(value, texts[0], first.needed, first.room + left)
  if (!texts[1]) return
  writeText(gradient, texts[1], second.needed, second.room + right)
  for (const each of [gradient, pill]) if (each) setSign(each, numbers.gradient < 0)
  if (pill) change(pill, "width", originalOf(pill).width + right)
}

/** `∇ 0.4958 = 0.5 + (-0.0042)`, of a tensor that several operations deliver to. */
function sumText(gradient, contributions) {
  const all = contributions.filter(x => x !== undefined)
  const addends = all.slice(0, 6).map(x => (numberText(x).startsWith("-") ? `(${numberText(x)})` : numberText(x)))
  const more = all.length > 6 ? ` + ${all.length - 6} more` : ""
  return `∇ ${numberText(gradient)} = ${addends.join(" + ")}${more}`
}

/** Writes a text below the first row in the middle of the card. */
function centerText(card, element, text) {
  const { needed } = widthOf(element, text)
  const { x, width } = originalOf(partsOf(card).frame)
  const isAsBefore = text === originalOf(element).text
  writeText(element, text, needed, isAsBefore ? needed : width - 9)
  change(element, "x", isAsBefore ? originalOf(element).x : x + (width - Math.min(needed, width - 9)) / 2)
}

/** The formulas on the card of an operation, of which long ones take two lines. */
function showFormulas(card, texts, lines) {
  const rows = []
  for (const text of texts) {
    if (originalOf(text).text.startsWith("∂L/∂")) rows.push([text])
    else rows.at(-1)?.push(text)
  }
  rows.forEach(([first, second], index) => {
    const line = lines[index]?.text
    if (line === undefined) return
    const steps = line.split(" = ")
    centerText(card, first, second ? steps.slice(0, 2).join(" = ") : line)
    if (second) centerText(card, second, steps.length > 2 ? `= ${steps.slice(2).join(" = ")}` : "")
  })
}

/** The words for those who listen, or point. */
function describeCard(card, node, replay) {
  const value = replay.value(node.id), gradient = replay.gradient(node.id)
  if (!node.tensor || value === undefined) return
  const numbers = {
    value: tensorNumberText(value, node.tensor.dtype), gradient: gradient === undefined ? undefined : numberText(gradient),
  }
  // Behind the name, which is the first line or part.
  const changed = (text, separator) => text.split(separator).map((part, index) => {
    const word = index && /^(value|gradient) [-+\dNI]/.exec(part)?.[1]
    return word && numbers[word] !== undefined ? `${word} ${numbers[word]}` : part
  }).join(separator)
  const { title } = partsOf(card)
  if (title) title.textContent = changed(title.textContent, "\n")
  const label = card.getAttribute("aria-label")
  if (label) card.setAttribute("aria-label", changed(label, ", "))
}

/** What an operation adds to the gradient of an argument: the color, the width and the words of the arrow. */
function showArrow(arrow, { contribution, slope, incoming, strongest }) {
  const isNegative = contribution < 0
  setSign(arrow, isNegative)
  for (const element of arrow.querySelectorAll("path, polygon, text")) setSign(element, isNegative)
  const width = (0.8 + 2.2 * (strongest ? Math.abs(contribution) / strongest : 0)).toFixed(2)
  for (const line of arrow.querySelectorAll("[stroke-width]")) change(line, "stroke-width", width)
  const title = arrow.querySelector("title")
  if (title) title.textContent = title.textContent.replace(/ adds \S+ to /, ` adds ${numberText(contribution)} to `)
  // On one line or on two: `-3 × 0.5 = -1.5`, or the number alone.
  const [label, second] = arrow.querySelectorAll("text")
  if (!label) return
  const before = originalOf(label).text
  const factors = `${numberText(slope)} × ${numberText(incoming)}`
  const result = numberText(contribution)
  const isProduct = before.includes(" × ")
  writeLabel(label, !isProduct ? `${before.startsWith("∇ ") ? "∇ " : ""}${result}` : second ? factors : `${factors} = ${result}`)
  if (second && isProduct) writeLabel(second, `= ${result}`)
}

function writeLabel(label, text) {
  const { needed, room } = widthOf(label, text)
  writeText(label, text, needed, room + mostGrowth)
}

/** Cards of a single tensor or operation; others stand for several, and are not computed again. */
const singleCards = ".constant, .input, .parameter, .buffer, .result, .root, .operation, .sign, .origin, .failure"

/** Hides what a card or an arrow tells of the recorded numbers while there are others. */
function hideRecorded(part, isChanged) {
  if (part.classList.contains("recorded") === isChanged) return
  part.classList.toggle("recorded", isChanged)
  for (const text of part.querySelectorAll("text")) text.classList.toggle("recorded-number", /[∇±]/.test(text.textContent))
}

/** The cards and the arrows of figures. @type {WeakMap<Element, object>} */
const partsOfFigures = new WeakMap()

/**
 * What changes in a figure, found once: the cards of single tensors and operations; the arrows that show what an operation adds to a
 * gradient, with the edge of the snapshot; and the cards and arrows that stand for several of them.
 */
function partsOfFigure(figure, snapshot, replay) {
  if (partsOfFigures.has(figure)) return partsOfFigures.get(figure)
  const cards = [...figure.querySelectorAll(".card[data-id]")]
  const singles = new Map(cards.filter(card => card.matches(singleCards)).map(card => [Number(card.dataset.id), card]))
  const [waiting, others] = [new Map(), cards.filter(card => !card.matches(singleCards))]
  for (const arrow of figure.querySelectorAll(".arrow.positiveGradient, .arrow.negativeGradient")) {
    const { from, to } = arrow.dataset
    const key = `${from} ${to}`
    if (singles.has(Number(from)) && singles.has(Number(to))) waiting.set(key, [...(waiting.get(key) ?? []), arrow])
    else others.push(arrow)
  }
  const { into, outOf } = snapshotIndex(snapshot)
  const arrows = []
  snapshot.edges.forEach((edge, index) => {
    if (replay.contribution(index) === undefined) return
    // An operation and its result may share a card, which is the result's; or the result is hidden, and the arrow leads to what computed it.
    const result = outOf.get(edge.to)?.[0]?.to
    const ends = [edge.to, result].flatMap(id => [edge.from, into.get(edge.from)?.[0]?.from].map(argument => `${id} ${argument}`))
    // Of two arrows between the same cards the first belongs to the first argument.
    const arrow = ends.map(key => waiting.get(key)).find(each => each?.length)?.shift()
    if (arrow) arrows.push({ arrow, index, result, card: singles.get(edge.to) ?? singles.get(result) })
  })
  others.push(...[...waiting.values()].flat())
  partsOfFigures.set(figure, { singles, arrows, others })
  return partsOfFigures.get(figure)
}

/** Changes the numbers and formulas of a card. */
function showCard(card, id, snapshot, replay) {
  const { nodes, into, outOf } = snapshotIndex(snapshot)
  const node = nodes.get(id)
  const parts = partsOf(card)
  const operation = node?.operation ? id : into.get(id)?.[0]?.from
  if (parts.formulas.length && operation !== undefined) {
    const lines = formulaLines(snapshot, operation, replay).filter(line => line.kind === "backward")
    showFormulas(card, parts.formulas, lines)
  }
  const numbers = { value: replay.value(id), gradient: replay.gradient(id) }
  if (!node?.tensor || numbers.value === undefined) return
  if (parts.value || parts.gradient) showTensor(parts, numbers, node.tensor.dtype)
  if (parts.sum && numbers.gradient !== undefined) {
    const contributions = (outOf.get(id) ?? []).map(edge => replay.contribution(edge.index))
    centerText(card, parts.sum, sumText(numbers.gradient, contributions))
  }
}

/**
 * Changes the values, gradients, contributions and formulas of a figure to those of a replay: at once what is in sight, and the rest when
 * the numbers have not changed for a moment.
 * @param {SVGElement} figure An inline figure whose cards have `data-id`, the id of their node, and whose arrows `data-from` and `data-to`.
 * @param {object} snapshot
 * @param {object} replay
 * @param {(card: Element) => boolean} isInSight
 * @returns {boolean} Whether there are numbers that can't be changed, and are hidden: those of modules.
 */
export function showNumbers(figure, snapshot, replay, isInSight) {
  const { singles, arrows, others } = partsOfFigure(figure, snapshot, replay)
  const isChanged = replay.leaves.some(id => replay.value(id) !== replay.recorded(id))
  const sizes = snapshot.edges.map((edge, index) => Math.abs(replay.contribution(index) ?? 0)).filter(Number.isFinite)
  const strongest = sizes.reduce((most, size) => Math.max(most, size), 0)
  // Asked before anything changes: after a change the browser would have to lay out the figure for each answer.
  const inSight = new Set([...singles.values()].filter(isInSight))
  const show = areInSight => {
    for (const [id, card] of singles) if (inSight.has(card) === areInSight) showCard(card, id, snapshot, replay)
    for (const { arrow, index, result, card } of arrows) {
      if (inSight.has(card) !== areInSight) continue
      const [contribution, slope] = [replay.contribution(index), replay.localDerivative(index)]
      showArrow(arrow, { contribution, slope, incoming: replay.gradient(result), strongest })
    }
  }
  show(true)
  for (const part of others) hideRecorded(part, isChanged)
  clearTimeout(finishing)
  finishing = setTimeout(() => {
    show(false)
    for (const [id, card] of singles) describeCard(card, snapshotIndex(snapshot).nodes.get(id), replay)
  }, 200)
  return isChanged && others.length > 0
}

// Search by name, operation, type, shape, and by conditions on numbers.
import { gradientOf, page, snapshot } from "./data.js"
import { button, element } from "./elements.js"
import { cards, cardName } from "./graph.js"
import { toNumber } from "./numbers.js"
import { markFound, select } from "./selection.js"
import { currentIndex, currentView, draws, showView, viewName } from "./views.js"

/** The numbers of a node that a condition can be about, by their names. */
const measures = {
  value: node => extremes(node.tensor?.value),
  grad: node => extremes(gradientOf(node.tensor ?? {})),
  norm: node => [normOf(node.tensor?.value)],
  gradnorm: node => [gradientNorm(node)],
}

/** The elements of an array that are known, or its extremes. */
function extremes(array) {
  if (!array) return []
  if (array.elements) return array.elements.map(toNumber)
  const { minimum, maximum } = array.statistics ?? {}
  return [minimum, maximum].filter(value => value !== undefined).map(toNumber)
}

/** The Euclidean norm of an array, or NaN. */
export function normOf(array) {
  if (!array) return NaN
  if (array.elements) return Math.hypot(...array.elements.map(toNumber))
  return array.statistics?.norm === undefined ? NaN : toNumber(array.statistics.norm)
}

/** The norm of the gradient of a tensor, or of the largest of a module. */
export function gradientNorm(node) {
  const norms = node.module?.gradient?.norms
  if (norms) return Math.max(...norms.map(toNumber))
  return normOf(node.tensor && gradientOf(node.tensor))
}

/** The shape of a node's value as text, `8x5`. */
export function shapeText(node) { return node.tensor?.value.shape.join("x") ?? "" }

/** What is searched in, in small letters. */
function wordsOf(node) {
  return [node.name, node.tensor?.label, node.tensor?.role, node.operation?.type, node.module?.type, node.module?.path]
    .filter(Boolean).join(" ").toLowerCase()
}

/**
 * The condition that a word of a query states: `grad>1`, `shape:8x5`, `op:relu`, `type:Linear`, or letters of a name.
 * @returns {(node: any) => boolean}
 */
function condition(word) {
  const comparison = /^(value|grad|norm|gradnorm)(<=|>=|<|>|=)(-?[\d.]+(?:e[-+]?\d+)?|nan|inf|-inf)$/.exec(word)
  if (comparison) {
    const [, name, sign, text] = comparison
    const bound = /\d/.test(text) ? Number(text) : toNumber(text)
    const holds = {
      "<": x => x < bound, ">": x => x > bound, "<=": x => x <= bound, ">=": x => x >= bound,
      "=": x => Object.is(x, bound) || x === bound,
    }[sign]
    return node => measures[name](node).some(holds)
  }
  const named = /^(op|type|shape|name|dtype):(.*)$/.exec(word)
  if (!named) return node => wordsOf(node).includes(word) || shapeText(node) === word.replaceAll("×", "x")
  const [, kind, text] = named
  const ofKind = {
    op: node => node.operation?.type, type: node => node.module?.type, name: node => node.name,
    shape: shapeText, dtype: node => node.tensor?.dtype,
  }[kind]
  const wanted = kind === "shape" ? text.replaceAll(/[×,]/g, "x") : text
  return kind === "shape" ? node => node.tensor !== undefined && ofKind(node) === wanted
    : node => (ofKind(node) ?? "").toLowerCase().includes(wanted)
}

/** The nodes that a query finds: those of the computation, and the modules of the view that is shown. */
export function search(query) {
  const conditions = query.toLowerCase().split(/\s+/).filter(Boolean).map(condition)
  if (!conditions.length) return []
  const known = new Set(snapshot.nodes.map(node => node.id))
  const nodes = [...snapshot.nodes, ...currentView().nodes.filter(node => !known.has(node.id) || node.module)]
  return nodes.filter(node => conditions.every(holds => holds(node)))
}

let results = [], index = -1
const field = element("input", {
  type: "search", placeholder: "Search (/)", title: "name, relu, op:relu, 8x5, value<0, grad>1", "aria-label": "Search", autocomplete: "off", spellcheck: "false",
})
const status = element("span", { class: "status", role: "status" })

/** The field, its buttons and what was found. */
export function searchBar() {
  field.addEventListener("input", () => {
    results = search(field.value)
    index = -1
    markFound(results.map(node => node.name))
    tell()
  })
  field.addEventListener("keydown", event => {
    if (event.key === "Enter") stepThrough(event.shiftKey ? -1 : 1)
    else if (event.key === "Escape") clearSearch()
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  return element("div", { class: "search", role: "search" }, field, status,
    button("↑", () => stepThrough(-1), { title: "Result before (N)", "aria-label": "Result before" }),
    button("↓", () => stepThrough(1), { title: "Next result (n)", "aria-label": "Next result" }))
}

function tell(more = "") {
  if (!field.value.trim()) status.textContent = ""
  else if (!results.length) status.textContent = "nothing found"
  else status.textContent = (index < 0 ? `${results.length} found` : `${index + 1} of ${results.length}`) + more
}

/** Shows the next result, or the one before, in a view that has a card of it. */
export function stepThrough(step) {
  if (!results.length) return
  index = (index + step + results.length) % results.length
  const node = results[index]
  let more = ""
  if (!draws(currentIndex(), node)) {
    const other = page.views.findIndex((view, number) => view.kind !== "quiz" && draws(number, node))
    if (other >= 0) {
      showView(other)
      more = ` in ${viewName(other)}`
    } else more = ", which no view of this page draws"
  }
  select(node.id)
  markFound(results.map(each => each.name))
  tell(more)
}

/** Goes to the field. */
export function startSearch() { field.select(); field.focus() }

/** Forgets the results. */
export function clearSearch() {
  field.value = ""
  results = []
  markFound([])
  tell()
  field.blur()
}

/** What a card is called in words. */
export function nameOf(node, id) {
  return node?.tensor?.label ?? node?.name ?? (cards.has(id) ? cardName(cards.get(id)) : "")
}

// The panel: all that is known of the card that is selected.
import { differences, edgesInto, edgesOutOf, events, gradientOf, modulePath, nodesById, page, snapshot } from "./data.js"
import { button, element, section } from "./elements.js"
import { arrayDetails } from "./arrays.js"
import { currentReplay } from "./inputs.js"
import { formulaLines } from "./formulas.js"
import { cardName, cards, cardsAfter, cardsBefore } from "./graph.js"
import { numberText, onlyNumber, toNumber } from "./numbers.js"
import { showQuiz } from "./quiz.js"
import { currentFigure } from "./stage.js"
import { nameOf } from "./search.js"
import { countOfWays, open, select, selected, selectedNode } from "./selection.js"
import { currentView, nodeOfCard, showView, viewInside, viewOfModule } from "./views.js"

const reasons = {
  notComputed: "backward() has not run", notRequired: "none is required", constant: "a constant has none",
  integer: "integers have none", unreachable: "no path leads here from where backward() began", cleared: "it was cleared",
}
const body = element("div", { class: "panel-body" })
const quiz = element("div")

/** The panel, with the inputs of the computation above it. */
export function panel(inputs) {
  for (const name of ["selection", "theme", "view", "numbers"]) events.addEventListener(name, show)
  if (page.quiz) showQuiz(quiz, { quiz: page.quiz, figure: () => (currentView().kind === "quiz" ? currentFigure() : null) })
  events.addEventListener("view", () => { if (inputs) inputs.hidden = ["quiz", "varied"].includes(currentView().kind) })
  return element("aside", { id: "panel", "aria-label": "Details" }, inputs, body)
}

function show(event) {
  if (currentView().kind === "quiz") {
    // A card would tell the answers.
    if (!quiz.isConnected) body.replaceChildren(element("h2", {}, "Quiz"), quiz)
    return
  }
  const id = selected.at(-1)
  // What is said of the whole computation has no numbers that change.
  if (event?.type === "numbers" && id === undefined) return
  if (id === undefined) {
    body.replaceChildren(...overview())
    return
  }
  const node = selectedNode()
  const parts = [heading(node, id), waysText(), ...(node ? details(node) : [text(id)]), neighbors(id)]
  body.replaceChildren(...parts.filter(Boolean))
  if (event?.type !== "numbers") body.parentElement?.scrollTo(0, 0)
}

/** What is said where nothing is selected: how much there is, and what was found. */
function overview() {
  const count = kind => snapshot.nodes.filter(node => node[kind]).length
  const items = findingItems()
  const omitted = page.omittedModules.length
    ? element("p", { class: "note" }, `${page.omittedModules.length} modules have no view in this page, for it would become too large: ${page.omittedModules.slice(0, 8).join(", ")}${page.omittedModules.length > 8 ? ", …" : ""}`)
    : null
  return [
    element("h2", {}, snapshot.title ?? "Computation graph"),
    element("p", {}, `${count("operation")} operations · ${count("tensor")} tensors`),
    page.differenceSummary ? element("p", {}, page.differenceSummary) : null,
    element("p", { class: "note" }, "Select a card for its numbers, formula and neighbors; with Shift a second one for all ways between them. Arrow keys follow its arrows; ? lists all keys."),
    items.length ? section("Findings", element("ul", { class: "findings" }, ...items.slice(0, mostFindings))) : null,
    items.length > mostFindings ? element("details", {}, element("summary", {}, `${items.length - mostFindings} more`),
      element("ul", { class: "findings" }, ...items.slice(mostFindings))) : null,
    omitted,
  ].filter(Boolean)
}

/** How many findings are shown at once. */
const mostFindings = 6

/** The findings, those with the same words in one line. */
function findingItems() {
  const groups = new Map()
  for (const finding of page.findings) {
    // The same, but for names and numbers.
    const key = finding.kind + finding.message.replaceAll(/[\d.]+|'[^']*'/g, "")
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  return [...groups.values()].map(group => element("li", { class: group[0].severity },
    element("b", {}, `${group[0].severity}: `), group[0].message, " ",
    ...group.slice(0, 12).flatMap(({ id }) => (nodesById.has(id) ? [link(id), " "] : [])),
    group.length > 12 ? `and ${group.length - 12} more` : null))
}

function heading(node, id) {
  const kind = node?.tensor ? node.tensor.role : node?.operation ? "operation" : node?.module ? "module" : ""
  const path = node ? modulePath(node) : null
  return element("header", {},
    element("h2", {}, node?.module ? node.module.type : nameOf(node, id)),
    element("p", { class: "note" }, [kind, node?.name !== nameOf(node, id) ? node?.name : null].filter(Boolean).join(" · "),
      path ? " in " : null,
      path ? viewOfModule(path) >= 0 ? button(path, () => showView(viewOfModule(path)), { class: "link" }) : path : null))
}

function waysText() {
  const count = countOfWays()
  if (count === null) return null
  return element("p", { role: "status" }, count
    ? `${count} cards lie on the ways between ${selected.map(id => nameOf(nodeOfCard(id), id)).join(" and ")}.`
    : "No way leads from one of the two cards to the other.")
}

/** What the figure says of a card that the snapshot does not know. */
function text(id) {
  const lines = cards.has(id) ? cards.get(id).querySelector("title")?.textContent.split("\n") ?? [] : []
  return element("div", {}, ...lines.map(line => element("p", {}, line)))
}

function details(node) {
  const parts = node.tensor ? tensorDetails(node) : node.operation ? operationDetails(node)
    : node.module ? moduleDetails(node) : [text(node.id)]
  const found = page.findings.filter(finding => finding.id === node.id)
  return [
    differenceDetails(node), ...parts,
    found.length ? section("Findings", ...found.flatMap(({ severity, message, rule }) => [
      element("p", { class: severity }, message), rule ? element("p", { class: "formula" }, rule) : null])) : null,
    costDetails(node),
  ]
}

/** How many differences of a module are listed. */
const mostDifferences = 12

/** What differs from the first of two computations, and what a tensor was in it. */
function differenceDetails(node) {
  const difference = differences.get(node.id)
  if (!difference) return null
  const { messages, before } = difference
  const rest = messages.length - mostDifferences
  return section("Differences",
    element("ul", { class: "findings" }, ...messages.slice(0, mostDifferences).map(message => element("li", {}, message)),
      rest > 0 ? element("li", {}, `and ${rest} more`) : null),
    ...[["value", before?.value], ["gradient", before && gradientOf(before)]].filter(([, array]) => array)
      .flatMap(([name, array]) => [element("h4", {}, `${name} before`), arrayDetails(array, name[0])]))
}

/** An array of a tensor, with the number that it has now where inputs were changed. */
function arrayNow(array, id, kind) {
  const number = currentReplay()?.[kind](id)
  return array && number !== undefined && onlyNumber(array) !== undefined ? { ...array, elements: [number] } : array
}

function tensorDetails(node) {
  const { tensor } = node, gradient = arrayNow(gradientOf(tensor), node.id, "gradient")
  const shape = tensor.value.shape.length ? tensor.value.shape.join(" × ") : "scalar"
  return [
    element("p", {}, `${shape} · ${tensor.dtype}${tensor.requiresGradient ? " · requires a gradient" : ""}`),
    section("Value", arrayDetails(arrayNow(tensor.value, node.id, "value"), "v")),
    section("Gradient", gradient ? arrayDetails(gradient, "g")
      : element("p", {}, `none: ${reasons[tensor.gradient?.status] ?? "not known"}`)),
    ...gradientChanges(tensor), shares(node),
  ]
}

/** What hooks and other processes changed a gradient from. */
function gradientChanges(tensor) {
  return (tensor.gradientChanges ?? []).map(({ operation, attributes, before }) => {
    const settings = (attributes ?? []).map(({ name, value }) => operation === "hook" ? value : `${name} ${value}`)
    return section(`Gradient before ${[operation, ...settings].join(" ")}`, arrayDetails(before, "g"))
  })
}

/** What each use of a tensor adds to its gradient. */
function shares(node) {
  const given = edgesOutOf(node.id).filter(edge => edge.contribution)
  if (!given.length) return null
  const lines = given.map(edge => element("tr", {},
    element("td", {}, link(edge.to)), element("td", {}, contributionText(edge, node))))
  const total = arrayNow(gradientOf(node.tensor), node.id, "gradient")
  const sum = total?.elements?.length === 1 && given.length > 1
    ? element("tr", { class: "sum" }, element("td", {}, "sum"), element("td", {}, numberText(toNumber(total.elements[0])))) : null
  return section("Gradient from", element("table", { class: "shares" }, element("tbody", {}, ...lines, sum)))
}

/** A contribution as a number, or by its norm; one that is the gradient itself need not stand in the snapshot. */
function contributionText(edge, node) {
  const now = currentReplay()?.contribution(edge.index)
  if (now !== undefined) return numberText(now)
  const array = edge.contribution.value ?? gradientOf(node.tensor)
  if (!array) return ""
  const numbers = array.elements?.map(toNumber) ?? []
  if (numbers.length === 1) return numberText(numbers[0])
  const norm = numbers.length ? Math.hypot(...numbers) : toNumber(array.statistics?.norm ?? NaN)
  return `norm ${numberText(norm)}`
}

function operationDetails(node) {
  const { operation } = node
  return [
    facts([...(operation.attributes ?? []).map(({ name, value }) => [name, value]),
      operation.source ? ["source", operation.source] : null,
      operation.failure ? ["failure", operation.failure] : null]),
    operation.isStale ? element("p", { class: "error" }, "An operand was changed in place after the operation had used it.") : null,
    formulas(node), operands(node),
  ]
}

/** How an operation computes its result and what it delivers, in symbols and numbers. */
function formulas(node) {
  const lines = formulaLines(snapshot, node.id, currentReplay() ?? undefined)
  return section("Formulas", ...lines.map(line => element("p", { class: `formula ${line.kind}` }, line.text)))
}

/** The arguments of an operation and what it delivers to each. */
function operands(node) {
  const lines = edgesInto(node.id).map(edge => {
    const argument = nodesById.get(edge.from)
    return element("tr", {}, element("td", {}, link(edge.from)), element("td", {}, valueText(argument)),
      element("td", {}, edge.contribution ? `∇ ${contributionText(edge, argument)}` : ""))
  })
  const results = edgesOutOf(node.id).map(edge => element("tr", { class: "sum" },
    element("td", {}, "→ ", link(edge.to)), element("td", {}, valueText(nodesById.get(edge.to))), element("td")))
  return section("Arguments and result", element("table", { class: "shares" }, element("tbody", {}, ...lines, ...results)))
}

function valueText(node) {
  const array = arrayNow(node?.tensor?.value, node?.id, "value")
  if (!array) return ""
  return array.elements?.length === 1 ? numberText(toNumber(array.elements[0])) : array.shape.join("×")
}

function moduleDetails(node) {
  const { module } = node
  const inside = viewInside(node)
  const { tensors = 0, operations = 0, parameters = 0 } = module.amount ?? {}
  return [
    facts([["path", module.path], ...(module.attributes ?? []).map(({ name, value }) => [name, value]),
      ["operations", operations], ["tensors", tensors], ["parameters", parameters]]),
    inside >= 0 ? button("Open (Enter)", () => open(node.id)) : element("p", { class: "note" }, "No view of this page shows its inside."),
    ...parametersOf(module).map(({ tensor }) => section(tensor.label ?? "parameter", arrayDetails(tensor.value, "v"),
      gradientOf(tensor) ? element("h4", {}, "gradient") : null, gradientOf(tensor) ? arrayDetails(gradientOf(tensor), "g") : null)),
  ]
}

/** The parameters that lie directly in a module, where they are few. */
function parametersOf(module) {
  const own = snapshot.nodes.filter(node => node.tensor?.role === "parameter" && modulePath(node) === module.path)
  return own.length <= 4 ? own : []
}

/** What a node takes, forward and backward. */
function costDetails(node) {
  const lines = Object.entries(node.cost ?? {}).map(([name, { forward = 0, backward = 0, known, unknown }]) => [
    { saved: "bytes saved for backward", time: "seconds" }[name] ?? name,
    unknown && !known ? "unknown" : `${numberText(toNumber(forward))}${backward ? ` forward, ${numberText(toNumber(backward))} backward` : ""}${unknown ? `; ${unknown} unknown` : ""}`,
  ])
  return lines.length ? section("Cost", facts(lines)) : null
}

function facts(rows) {
  const shown = rows.filter(row => row && row[1] !== undefined && row[1] !== "")
  return shown.length ? element("dl", { class: "facts" }, ...shown.flatMap(([name, value]) => (
    [element("dt", {}, name), element("dd", {}, String(value))]))) : null
}

/** A button that leads to a card. */
export function link(id) {
  const node = nodeOfCard(id)
  return button(node?.operation?.type ?? nameOf(node, id), () => select(id, { focuses: true }), { class: "link" })
}

function neighbors(id) {
  const list = ids => [...new Set(ids)].flatMap((other, index) => [
    index ? ", " : "", button(nameOf(nodeOfCard(other), other) || cardName(cards.get(other)), () => select(other, { focuses: true }), { class: "link" })])
  const [before, after] = [cardsBefore(id), cardsAfter(id)]
  if (!before.length && !after.length) return null
  return section("Arrows", before.length ? element("p", {}, "from ", ...list(before)) : null,
    after.length ? element("p", {}, "to ", ...list(after)) : null)
}

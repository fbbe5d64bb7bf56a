// What the program wrote into the page: its views, the snapshot of the computation, and what was found in it.
import { snapshotIndex } from "./symbols.js"
import { dataText } from "./texts.js"

const data = JSON.parse(dataText)

/** @type {{views: View[], omittedModules: string[], findings: Finding[]}} */
export const page = data.page
// Nodes that several views have are there once.
for (const view of page.views) {
  view.nodes = view.nodes.map(number => page.nodes[number])
  view.nodesById = new Map(view.nodes.map(node => [node.id, node]))
}
/** The snapshot of the view that is shown, as docs/snapshot.md describes it. */
export let snapshot
/** The nodes of the whole computation by their ids. */
export let nodesById
/** The module calls by their ids. */
export let scopesById
let recorded

/**
 * Lets all that is told be that of a computation.
 * @param {number} [stop] One of those with other values; without it the computation that the page is about.
 */
export function tellOf(stop) {
  snapshot = stop === undefined ? data.snapshot : data.stops[stop]
  recorded = snapshotIndex(snapshot)
  nodesById = recorded.nodes
  scopesById = new Map(snapshot.scopes.map(scope => [scope.id, scope]))
}
tellOf()

/** What differs at a card, where the page shows two computations, by the id of its node. @type {Map<number, Difference>} */
export const differences = new Map(page.differences?.map(difference => [difference.id, difference]))

/** The edges into a node, in the order of its arguments; each knows its index in the snapshot. */
export function edgesInto(id) { return recorded.into.get(id) ?? [] }

/** The edges out of a node. */
export function edgesOutOf(id) { return recorded.outOf.get(id) ?? [] }

/** The path of the module that a node belongs to; empty for the outermost one, null for none. */
export function modulePath(node) {
  return node.scope === undefined ? null : scopesById.get(node.scope)?.path ?? null
}

/** The gradient of a tensor as an array, or null. */
export function gradientOf(tensor) { return tensor.gradient?.value ?? null }

/** What the parts of the page tell each other: "view", "selection", "numbers", "film". */
export const events = new EventTarget()

/** Tells all who listen. */
export function announce(name, detail) { events.dispatchEvent(new CustomEvent(name, { detail })) }

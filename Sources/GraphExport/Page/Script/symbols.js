// What the parts of a snapshot are called, and which numbers they have.

import { onlyNumber, tensorNumberText } from "./numbers.js"

/** At most 40 letters of a name: its beginning and its end. */
function shortName(name) {
  const all = [...name]
  return all.length > 40 ? `${all.slice(0, 26).join("")}…${all.slice(-11).join("")}` : name
}

/** Nodes and edges of a snapshot by their ids, made once. @type {WeakMap<object, {nodes: Map, into: Map, outOf: Map}>} */
const indexes = new WeakMap()

/** The nodes of a snapshot by their ids, and the edges, with their index, by both ends. */
export function snapshotIndex(snapshot) {
  if (!indexes.has(snapshot)) {
    const index = { nodes: new Map(snapshot.nodes.map(node => [node.id, node])), into: new Map(), outOf: new Map() }
    const add = (map, key, edge) => (map.has(key) ? map.get(key).push(edge) : map.set(key, [edge]))
    snapshot.edges.forEach((edge, number) => {
      add(index.into, edge.to, { ...edge, index: number })
      add(index.outOf, edge.from, { ...edge, index: number })
    })
    indexes.set(snapshot, index)
  }
  return indexes.get(snapshot)
}

/**
 * What a tensor is called in formulas: by its label, without the module's path inside of that module; by its number if it is a constant; by the
 * operation that computed it; or by its name.
 */
export function symbolOf(snapshot, id, scope, numbers = numbersOf(snapshot)) {
  const { nodes, into } = snapshotIndex(snapshot)
  const node = nodes.get(id)
  const label = node?.tensor?.label ?? node?.reference?.label
  if (label) {
    const path = snapshot.scopes?.find(each => each.id === scope)?.path
    return shortName(path && label.startsWith(`${path}.`) ? label.slice(path.length + 1) : label)
  }
  const value = node?.tensor?.role === "constant" ? numbers.value(id) : undefined
  if (value !== undefined) return tensorNumberText(value, node.tensor.dtype)
  return nodes.get(into.get(id)?.[0]?.from)?.name ?? node?.name ?? ""
}

/**
 * The numbers of a snapshot: those of a replay, else the recorded ones.
 * @returns {{value: (id: number) => number, gradient: (id: number) => number, contribution: (edge: number) => number}} Undefined where there is none.
 */
export function numbersOf(snapshot, replay) {
  if (replay) return replay
  const tensor = id => {
    const node = snapshotIndex(snapshot).nodes.get(id)
    return node?.reference ? tensor(node.reference.target) : node?.tensor
  }
  const numbers = {
    value: id => onlyNumber(tensor(id)?.value),
    gradient: id => onlyNumber(tensor(id)?.gradient.value),
    contribution: edge => {
      const { contribution, to } = snapshot.edges[edge]
      // One that is the gradient itself need not be there once more.
      const isGradient = contribution && !contribution.value
      return isGradient ? numbers.gradient(snapshotIndex(snapshot).outOf.get(to)?.[0]?.to) : onlyNumber(contribution?.value)
    },
  }
  return numbers
}

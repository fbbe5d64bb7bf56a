// Computes a recorded computation of single numbers again with other inputs, forward and backward.

import { roundings } from "./functions.js"
import { onlyNumber } from "./numbers.js"
import { scalarRules } from "./rules.js"

/** The names of the operations that can be replayed. */
export const replayRules = Object.keys(scalarRules)

/** What the engine calls attributes of PyTorch's; where one is missing, PyTorch's default counts. */
const otherNames = { negative_slope: "slope", lambd: "lambda", min_val: "min", max_val: "max", rounding_mode: "rounding" }

/** The attributes of an operation by their names. */
function settingsOf(operation) {
  const pairs = (operation.attributes ?? []).map(({ name, value }) => {
    const number = Number(value)
    return [otherNames[name] ?? name, value.trim() === "" || Number.isNaN(number) ? value : number]
  })
  return Object.fromEntries(pairs)
}

/**
 * A computation that can be replayed.
 *
 * Leaves are set, `run` computes what follows from them. Where something is in `unknown`, nothing of this is of use.
 */
class Replay {
  /** @type {string[]} The types of operations that have no rule here, or another result than their rule. */
  unknown = []
  /** @type {number[]} The ids of all tensors that no operation computed, in their order. */
  leaves = []
  #tensors = new Map()
  #steps = []
  #uses = new Map()
  #root

  constructor(snapshot) {
    for (const node of snapshot.nodes) if (node.tensor) this.#addTensor(node)
    const [into, outOf] = [new Map(), new Map()]
    snapshot.edges.forEach((edge, index) => {
      into.set(edge.to, [...(into.get(edge.to) ?? []), { ...edge, index }])
      outOf.set(edge.from, [...(outOf.get(edge.from) ?? []), edge])
    })
    for (const node of snapshot.nodes) {
      if (node.operation) this.#addStep(node, into.get(node.id) ?? [], outOf.get(node.id) ?? [])
      else if (!node.tensor) this.#doesNotKnow("collapsed")
      else if (!into.has(node.id)) this.leaves.push(node.id)
    }
    if (!this.unknown.length) this.run()
  }

  /** Sets a leaf; what its type can't hold is rounded. */
  set(id, number) {
    const tensor = this.#tensors.get(id)
    tensor.value = tensor.round(number)
  }

  /** Computes all values and gradients. */
  run() {
    for (const step of this.#steps) {
      step.result.value = step.result.round(step.rule.value(...step.operands.map(x => x.value), step.settings))
    }
    for (const tensor of this.#tensors.values()) tensor.gradient = undefined
    for (const use of this.#uses.values()) use.contribution = undefined
    if (!this.#root) return
    this.#root.gradient = this.#root.seed
    for (let index = this.#steps.length - 1; index >= 0; index--) this.#goBack(this.#steps[index])
  }

  /** The value of a tensor. */
  value(id) {
    return this.#tensors.get(id)?.value
  }

  /** The recorded value of a tensor. */
  recorded(id) {
    return this.#tensors.get(id)?.recorded
  }

  /** The gradient of a tensor; undefined where the snapshot has none. */
  gradient(id) {
    const tensor = this.#tensors.get(id)
    return tensor?.hasGradient ? tensor.gradient : undefined
  }

  /** What an operation adds to the gradient of an operand, by the index of the edge; undefined where it adds none. */
  contribution(edge) {
    return this.#uses.get(edge)?.contribution
  }

  /** The derivative of an operation's result for an operand, by the index of the edge. */
  localDerivative(edge) {
    const { step, position, contribution } = this.#uses.get(edge) ?? {}
    return contribution === undefined ? undefined : step.delivered(1, position)
  }

  #addTensor({ id, tensor }) {
    if (tensor.gradientChanges?.length) this.#doesNotKnow(tensor.gradientChanges[0].operation)
    const round = roundings[tensor.dtype] ?? (x => x)
    const number = onlyNumber(tensor.value)
    const recorded = number === undefined ? undefined : round(number)
    this.#tensors.set(id, {
      recorded, value: recorded, round, gradient: undefined, requiresGradient: tensor.requiresGradient === true,
      seed: onlyNumber(tensor.gradient.value), hasGradient: tensor.gradient.status === "computed",
    })
    if (tensor.isRoot && tensor.gradient.status === "computed") this.#root = this.#tensors.get(id)
  }

  #addStep({ operation }, into, outOf) {
    const operands = into.map(edge => this.#tensors.get(edge.from))
    const result = this.#tensors.get(outOf[0]?.to)
    const rule = Object.hasOwn(scalarRules, operation.type) ? scalarRules[operation.type] : undefined
    const isKnown = rule && outOf.length === 1 && [...operands, result].every(x => x?.recorded !== undefined)
    if (!isKnown) return this.#doesNotKnow(operation.type)
    const first = {
      operands: operands.map(x => x.recorded), result: result.recorded, template: operation.derivatives?.[0] ?? "",
    }
    const step = { rule, operands, result, settings: { ...settingsOf(operation), first } }
    // An operation of the same name may be told something that its rule does not know; then its result is another one.
    const value = result.round(rule.value(...first.operands, step.settings))
    const error = Math.abs(value - first.result)
    if (!Object.is(value, first.result) && !(error <= 4e-3 * Math.max(Math.abs(first.result), 1e-3))) {
      return this.#doesNotKnow(operation.type)
    }
    // As the engine does: computed in the type of the result, then converted to that of the operand.
    step.delivered = (gradient, position) => {
      const slope = rule.slopes[position](...operands.map(x => x.value), result.value, step.settings)
      const delivered = slope === true ? gradient : slope === false ? 0 : gradient * slope
      return operands[position].round(result.round(delivered))
    }
    step.uses = into.map(({ index }, position) => ({ step, position, contribution: undefined, edge: index }))
    for (const use of step.uses) this.#uses.set(use.edge, use)
    this.#steps.push(step)
  }

  #goBack({ rule, operands, result, uses, delivered }) {
    if (result.gradient === undefined || !result.requiresGradient) return
    uses.forEach((use, position) => {
      const operand = operands[position]
      if (!operand.requiresGradient || !rule.slopes[position]) return
      use.contribution = delivered(result.gradient, position)
      operand.gradient = operand.gradient === undefined
        ? use.contribution : operand.round(operand.gradient + use.contribution)
    })
  }

  #doesNotKnow(type) {
    if (!this.unknown.includes(type)) this.unknown.push(type)
  }
}

/** A replay of a snapshot, at the recorded inputs. */
export function makeReplay(snapshot) {
  return new Replay(snapshot)
}

// By which formula an operation computes its result, and what it delivers to each argument.

import { factorText, numberText, tensorNumberText } from "./numbers.js"
import { numbersOf, snapshotIndex, symbolOf } from "./symbols.js"

/** The results of operations in symbols; of others the name stands before the operands. @type {Object<string, string>} */
const forwardFormulas = {
  add: "{a} + {b}", sub: "{a} - {b}", mul: "{a} · {b}", div: "{a} / {b}", neg: "-{a}", pow: "{a}^{b}",
  maximum: "max({a}, {b})", minimum: "min({a}, {b})", reciprocal: "1 / {a}", exp: "e^{a}", exp2: "2^{a}",
  expm1: "e^{a} - 1", log: "log {a}", log2: "log2 {a}", log10: "log10 {a}", log1p: "log(1 + {a})", sqrt: "√{a}",
  rsqrt: "1 / √{a}", square: "{a}²", abs: "|{a}|", sin: "sin {a}", cos: "cos {a}", tan: "tan {a}", asin: "asin {a}",
  acos: "acos {a}", atan: "atan {a}", sinh: "sinh {a}", cosh: "cosh {a}", tanh: "tanh {a}", sigmoid: "1 / (1 + e^-{a})",
  silu: "{a} / (1 + e^-{a})", softsign: "{a} / (1 + |{a}|)", logsigmoid: "-log(1 + e^-{a})", relu: "max(0, {a})",
  relu6: "min(6, max(0, {a}))", gelu: "{a} · Φ({a})", eq: "{a} = {b}", ne: "{a} ≠ {b}", lt: "{a} < {b}", le: "{a} ≤ {b}",
  gt: "{a} > {b}", ge: "{a} ≥ {b}", where: "{b} where {a}, else {c}", matmul: "{a} • {b}",
}

const letters = "abcdef"

/** Which argument a placeholder means: `a` is the first, `a7` the seventh; -1 for another word. */
function argumentIndex(word) {
  if (word.length === 1) return letters.indexOf(word)
  return /^a([7-9]|\d\d+)$/.test(word) ? Number(word.slice(1)) - 1 : -1
}

/**
 * A template with texts in place of its placeholders `{g}`, `{y}`, `{a}`, …; a placeholder without one stays.
 * @param {string} template
 * @param {(word: string) => string | undefined} text
 */
const filledTemplate = (template, text) => template.replace(/\{([^}]*)\}/g, (all, word) => text(word) ?? all)

/** What the placeholders of an operation's formulas stand for, in symbols and as numbers. */
function placeholders(snapshot, node, numbers) {
  const { into, outOf } = snapshotIndex(snapshot)
  const operands = into.get(node.id) ?? []
  const result = outOf.get(node.id)?.[0]?.to
  const attributes = new Map((node.operation.attributes ?? []).map(({ name, value }) => [name, value]))
  const symbols = operands.map(({ from }) => symbolOf(snapshot, from, node.scope, numbers))
  const output = symbolOf(snapshot, result, node.scope, numbers)
  const number = x => (x === undefined ? undefined : factorText(x))
  return {
    operands, result, symbols, output, attributes,
    // A negative constant is a factor in brackets.
    factors: symbols.map(text => (/^-[\d.]/.test(text) ? `(${text})` : text)),
    symbol: word =>
      word === "g" ? `∂L/∂${output}` : word === "y" ? output : symbols[argumentIndex(word)] ?? attributes.get(word),
    number: word =>
      word === "g" ? number(numbers.gradient(result)) : word === "y" ? number(numbers.value(result))
        : number(numbers.value(operands[argumentIndex(word)]?.from)) ?? attributes.get(word),
  }
}

/** `n = add_1 + b = -6 + 6.8814 = 0.8814`. */
function forwardSteps(snapshot, node, numbers) {
  const { operands, result, factors, output, attributes, number } = placeholders(snapshot, node, numbers)
  const formula = Object.hasOwn(forwardFormulas, node.operation.type) ? forwardFormulas[node.operation.type] : ""
  // A rule whose formula does not name all that the operation was told is no help.
  const isWhole = formula && [...attributes.keys()].every(name => formula.includes(`{${name}}`))
  const settings = [...attributes].map(([name, value]) => `${name} ${value}`)
  const words = operands.map((_, index) => `{${letters[index] ?? `a${index + 1}`}}`).concat(settings)
  const template = isWhole ? formula : `${node.operation.type}(${words.join(", ")})`
  const steps = [output, filledTemplate(template, word => factors[argumentIndex(word)] ?? attributes.get(word))]
  const value = numbers.value(result)
  if (value === undefined) return steps
  const text = tensorNumberText(value, snapshotIndex(snapshot).nodes.get(result).tensor?.dtype ?? "")
  return withNumbers(steps, filledTemplate(template, number), text)
}

/** The steps, the formula with numbers, and what comes out of it, without saying anything twice. */
function withNumbers(steps, numeric, result) {
  if (!numeric.includes("{") && numeric !== `(${result})`) steps.push(numeric)
  if (numeric !== result) steps.push(result)
  return steps
}

/** `∂L/∂x1 = ∂L/∂mul_1 · w1 = 0.5 · (-3) = -1.5`, as the card of the operation has it. */
function derivativeSteps(snapshot, id, position, numbers) {
  const node = snapshotIndex(snapshot).nodes.get(id)
  const { operands, symbols, symbol, number } = placeholders(snapshot, node, numbers)
  const template = node.operation.derivatives?.[position]
  if (template === undefined) return undefined
  let symbolic = filledTemplate(template, symbol)
  // What is broadcast in the forward pass is summed in the backward pass.
  if (isBroadcast(snapshot, node, operands[position])) symbolic = symbolic.includes(" ") ? `Σ(${symbolic})` : `Σ ${symbolic}`
  const steps = [`∂L/∂${symbols[position]}`, symbolic]
  const contribution = numbers.contribution(operands[position].index)
  if (contribution === undefined) return steps
  return withNumbers(steps, filledTemplate(template, number), numberText(contribution))
}

/** Whether an argument is smaller than the result because the operation repeats its elements. */
function isBroadcast(snapshot, node, edge) {
  const { nodes, into, outOf } = snapshotIndex(snapshot)
  const shape = id => nodes.get(nodes.get(id)?.reference?.target ?? id)?.tensor?.value.shape
  const result = shape(outOf.get(node.id)?.[0]?.to)
  const shapes = (into.get(node.id) ?? []).map(each => shape(each.from)).filter(each => each)
  if (!result || !shape(edge.from) || String(shape(edge.from)) === String(result) || shapes.length > 8) return false
  // Each axis of the result, from the last on, is the largest of the arguments'.
  return shapes.every(each => each.length <= result.length) && [...result].reverse().every((size, axis) => {
    const sizes = shapes.map(each => each.at(-1 - axis) ?? 1)
    return sizes.every(each => each === 1 || each === size) && sizes.some(each => each === size)
  })
}

/**
 * How an operation computes its result, and what it delivers to each argument, a line each. Numbers stand there where all are single ones.
 * @param {object} snapshot
 * @param {number} id The operation's node.
 * @param {object} [numbers] A replay; without one the recorded numbers.
 * @returns {{kind: "forward" | "backward", text: string, argument?: number, edge?: number}[]} `argument` is the node that gets it.
 */
export function formulaLines(snapshot, id, numbers) {
  const { nodes, into } = snapshotIndex(snapshot)
  const node = nodes.get(id)
  const known = numbersOf(snapshot, numbers)
  const lines = [{ kind: "forward", text: forwardSteps(snapshot, node, known).join(" = ") }]
  for (const [position, edge] of (into.get(id) ?? []).entries()) {
    const steps = edge.contribution && derivativeSteps(snapshot, id, position, known)
    if (steps) lines.push({ kind: "backward", text: steps.join(" = "), argument: edge.from, edge: edge.index })
  }
  return lines
}

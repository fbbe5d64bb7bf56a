// The table of operations of single numbers: what each computes, and what it delivers to its operands.
// Values and edge cases are those of the engine, which are PyTorch's; `scripts/check-replay` compares them.

import { erf, floorQuotient, larger, logSigmoid, normalShare } from "./functions.js";
import { power, roundHalfToEven, sigmoid, smaller, softplus } from "./functions.js";

/**
 * @typedef {Object<string, any>} Settings The attributes of an operation by their names, numbers as numbers; `first` has what was recorded.
 * @typedef {(operands: number[], settings: Settings) => number} Value
 * @typedef {(g: number, operands: number[], y: number, settings: Settings) => number} Gradient What reaches an operand, for the gradient g of the result y.
 * @typedef {{formula: string, value: Value, gradients: (Gradient | null)[]}} Rule
 */

/**
 * @param {string} formula The value in symbols, with {a}, {b} for the operands; empty where the name says as much.
 * @param {Value} value
 * @param {(Gradient | null)[]} gradients One for each operand; null for one that gets none.
 * @returns {Rule}
 */
function rule(formula, value, ...gradients) {
  return { formula, value, gradients }
}

/** A result that is the only element of its operand, in another shape or type. */
const same = rule("", ([a]) => a, g => g)

/** The same for the largest or the smallest element: that NaN is not equal to itself. */
const sameUnlessNaN = rule("", ([a]) => a, (g, [a]) => (a === a ? g : NaN))

/** The only factor of a product. */
const product = rule("", ([a]) => a, (g, [a], y) => (a === 0 ? g : g * (y / a)))

/** A whole number near the operand; its derivative is 0. @param {(x: number) => number} round */
const whole = round => rule("", ([a]) => round(a), () => 0)

/** A truth value, 1 or 0; it has no derivative. @param {(a: number, b: number) => boolean} holds @param {string} formula */
const truth = (formula, holds) => rule(formula, ([a, b]) => (holds(a, b) ? 1 : 0))

/** The share of an operand in the gradient of a maximum: 1, ½ where both are equal, 0 where the other one wins. */
const shareOfLarger = (mine, other) => 1 - (mine < other ? 1 : 0) - (mine === other ? 0.5 : 0)
const shareOfSmaller = (mine, other) => shareOfLarger(-mine, -other)

/** Whether a clamp has a lower bound, and which operand is the upper one. */
const bounds = (operands, { first }) => {
  if (operands.length === 3) return [operands[1], operands[2]]
  // Which bound is the only one, the recorded numbers tell.
  const [a, b] = first.operands
  const isLower = first.result > a || (first.result === a && a >= b)
  return isLower ? [operands[1], undefined] : [undefined, operands[1]]
}
const clamped = (a, low, high) => {
  const y = low === undefined ? a : larger(a, low)
  return high === undefined ? y : smaller(y, high)
}
/** A clamp between plain numbers, whose gradient at a bound is 0; between tensors an operand shares it with the bound. */
const isPlain = ({ first }) => first.template.includes("inside, else 0")
function clampGradient(g, operands, settings, index) {
  const [a] = operands
  const [low, high] = bounds(operands, settings)
  if (isPlain(settings)) {
    return index === 0 && (low === undefined || a > low) && (high === undefined || a < high) ? g : 0
  }
  if (high === undefined) return g * (index === 0 ? shareOfLarger(a, low) : shareOfLarger(low, a))
  if (low === undefined) return g * (index === 0 ? shareOfSmaller(a, high) : shareOfSmaller(high, a))
  const half = low < high && [a === low || a === high, a === low, a === high][index]
  const all = [!(a < low || a > high), a < low && low <= high, (a > high && low <= high) || low > high][index]
  return half ? g * 0.5 : all ? g : 0
}

const limitedTo6 = x => (x <= 0 ? 0 : x >= 6 ? 6 : x)
const limitedLog = x => (Math.log(x) < -100 ? -100 : Math.log(x))
const bell = x => Math.exp(-0.5 * x * x) * 0.3989422804014327
const siluSlope = x => (s => s * (1 + x * (1 - s)))(1 / (1 + Math.exp(-x)))
const slopeOfAngle = (a, b) => (a * a + b * b === 0 ? 0 : 1 / (a * a + b * b))

/** The inner function of GELU with a hyperbolic tangent, and its slope. */
const geluInner = x => Math.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x))
const geluSlope = (x, t) =>
  0.5 * (1 + t) + 0.5 * x * (1 - t * t) * 0.7978845608028654 * (1 + 3 * 0.044715 * x * x)

const huber = (d, delta) => (Math.abs(d) <= delta ? d * d * 0.5 : (Math.abs(d) - delta * 0.5) * delta)
const smoothL1 = (d, beta) => (Math.abs(d) < beta ? d * d * (0.5 / beta) : Math.abs(d) - beta * 0.5)
const smoothL1Slope = (d, beta) => (beta === 0 ? Math.sign(d) : clamped(d / beta, -1, 1))

/** A loss of the difference of two numbers. */
const loss = (formula, value, slope) =>
  rule(formula, ([a, b], s) => value(a - b, s), (g, [a, b], y, s) => g * slope(a - b, s),
    (g, [a, b], y, s) => -(g * slope(a - b, s)))

const sign = x => (x > 0 ? 1 : x < 0 ? -1 : 0)
const ln2 = 0.6931471805599453
const seluScale = 1.0507009873554805
const seluAlpha = 1.6732632423543772

/** @type {Object<string, Rule>} */
export const scalarRules = {
  add: rule("{a} + {b}", ([a, b], { alpha = 1 }) => a + alpha * b, g => g, (g, x, y, { alpha = 1 }) => g * alpha),
  sub: rule("{a} - {b}", ([a, b], { alpha = 1 }) => a - alpha * b, g => g, (g, x, y, { alpha = 1 }) => -g * alpha),
  mul: rule("{a} · {b}", ([a, b]) => a * b, (g, [, b]) => g * b, (g, [a]) => g * a),
  div: rule("{a} / {b}",
    ([a, b], { rounding }) => rounding === "floor" ? floorQuotient(a, b) : rounding ? Math.trunc(a / b) : a / b,
    (g, [, b], y, { rounding }) => (rounding ? 0 : g / b),
    (g, [, b], y, { rounding }) => (rounding ? 0 : -((g * y) / b))),
  neg: rule("-{a}", ([a]) => -a, g => -g),
  pow: rule("{a}^{b}", ([a, b]) => power(a, b),
    (g, [a, b]) => (b === 0 ? 0 : g * (b * power(a, b - 1))),
    (g, [a, b]) => (a === 0 && b >= 0 ? 0 : g * (power(a, b) * Math.log(a)))),
  fmod: rule("", ([a, b]) => a % b, g => g, (g, [a, b]) => -g * Math.trunc(a / b)),
  remainder: rule("", ([a, b]) => (r => (r !== 0 && b < 0 !== r < 0 ? r + b : r))(a % b),
    g => g, (g, [a, b]) => -g * floorQuotient(a, b)),
  maximum: rule("max({a}, {b})", ([a, b]) => larger(a, b),
    (g, [a, b]) => g * shareOfLarger(a, b), (g, [a, b]) => g * shareOfLarger(b, a)),
  minimum: rule("min({a}, {b})", ([a, b]) => smaller(a, b),
    (g, [a, b]) => g * shareOfSmaller(a, b), (g, [a, b]) => g * shareOfSmaller(b, a)),
  clamp: rule("", (x, s) => clamped(x[0], ...bounds(x, s)), (g, x, y, s) => clampGradient(g, x, s, 0),
    (g, x, y, s) => clampGradient(g, x, s, 1), (g, x, y, s) => clampGradient(g, x, s, 2)),
  atan2: rule("atan2({a}, {b})", ([a, b]) => Math.atan2(a, b),
    (g, [a, b]) => g * (b * slopeOfAngle(a, b)), (g, [a, b]) => -g * (a * slopeOfAngle(a, b))),
  logaddexp: rule("log(e^{a} + e^{b})",
    ([a, b]) => Math.abs(a) === Infinity && a === b ? a : larger(a, b) + Math.log1p(Math.exp(-Math.abs(a - b))),
    (g, [a, b]) => g / (1 + Math.exp(b - a)), (g, [a, b]) => g / (1 + Math.exp(a - b))),
  logaddexp2: rule("log2(2^{a} + 2^{b})",
    ([a, b]) => Math.abs(a) === Infinity && a === b ? a : larger(a, b) + Math.log1p(2 ** -Math.abs(a - b)) * Math.LOG2E,
    (g, [a, b]) => g / (1 + 2 ** (b - a)), (g, [a, b]) => g / (1 + 2 ** (a - b))),
  lerp: rule("{a} + {c}({b} - {a})",
    ([a, b, c]) => Math.abs(c) < 0.5 ? a + c * (b - a) : b + (c - 1) * (b - a),
    (g, [, , c]) => g * (1 - c), (g, [, , c]) => g * c, (g, [a, b]) => g * (b - a)),
  addcmul: rule("{a} + {value} · {b} · {c}", ([a, b, c], s) => a + s.value * b * c,
    g => g, (g, [, , c], y, s) => g * (c * s.value), (g, [, b], y, s) => g * (b * s.value)),
  addcdiv: rule("{a} + {value} · {b} / {c}", ([a, b, c], s) => a + (s.value * b) / c, g => g,
    (g, [, , c], y, s) => g * (s.value / c), (g, [, b, c], y, s) => -g * ((b * s.value) / (c * c))),

  exp: rule("e^{a}", ([a]) => Math.exp(a), (g, x, y) => g * y),
  expm1: rule("e^{a} - 1", ([a]) => Math.expm1(a), (g, x, y) => g * (y + 1)),
  exp2: rule("2^{a}", ([a]) => 2 ** a, (g, x, y) => g * y * ln2),
  log: rule("log {a}", ([a]) => Math.log(a), (g, [a]) => g / a),
  log1p: rule("log(1 + {a})", ([a]) => Math.log1p(a), (g, [a]) => g / (a + 1)),
  log2: rule("log2 {a}", ([a]) => Math.log2(a), (g, [a]) => g / (a * ln2)),
  log10: rule("log10 {a}", ([a]) => Math.log10(a), (g, [a]) => g / (a * Math.LN10)),
  sqrt: rule("√{a}", ([a]) => Math.sqrt(a), (g, x, y) => g / (y * 2)),
  rsqrt: rule("1 / √{a}", ([a]) => 1 / Math.sqrt(a), (g, x, y) => g * (y * y * y) * -0.5),
  square: rule("{a}²", ([a]) => a * a, (g, [a]) => g * (a * 2)),
  reciprocal: rule("1 / {a}", ([a]) => 1 / a, (g, x, y) => -g * (y * y)),
  abs: rule("|{a}|", ([a]) => Math.abs(a), (g, [a]) => g * sign(a)),
  sign: whole(sign),
  sin: rule("sin {a}", ([a]) => Math.sin(a), (g, [a]) => g * Math.cos(a)),
  cos: rule("cos {a}", ([a]) => Math.cos(a), (g, [a]) => -g * Math.sin(a)),
  tan: rule("tan {a}", ([a]) => Math.tan(a), (g, x, y) => g * (1 + y * y)),
  sinh: rule("sinh {a}", ([a]) => Math.sinh(a), (g, [a]) => g * Math.cosh(a)),
  cosh: rule("cosh {a}", ([a]) => Math.cosh(a), (g, [a]) => g * Math.sinh(a)),
  tanh: rule("tanh {a}", ([a]) => Math.tanh(a), (g, x, y) => g * (1 - y * y)),
  asin: rule("asin {a}", ([a]) => Math.asin(a), (g, [a]) => g / Math.sqrt(1 - a * a)),
  acos: rule("acos {a}", ([a]) => Math.acos(a), (g, [a]) => -g / Math.sqrt(1 - a * a)),
  atan: rule("atan {a}", ([a]) => Math.atan(a), (g, [a]) => g / (a * a + 1)),
  asinh: rule("asinh {a}", ([a]) => Math.asinh(a), (g, [a]) => g / Math.sqrt(a * a + 1)),
  acosh: rule("acosh {a}", ([a]) => Math.acosh(a), (g, [a]) => g / Math.sqrt(a * a - 1)),
  atanh: rule("atanh {a}", ([a]) => Math.atanh(a), (g, [a]) => g / (1 - a * a)),
  erf: rule("erf {a}", ([a]) => erf(a), (g, [a]) => g * (Math.exp(-a * a) * 1.1283791670955126)),
  floor: whole(Math.floor),
  ceil: whole(Math.ceil),
  trunc: whole(Math.trunc),
  round: rule("", ([a], { decimals = 0 }) => {
    const scale = 10 ** Math.abs(decimals)
    return decimals < 0 ? roundHalfToEven(a / scale) * scale : roundHalfToEven(a * scale) / scale
  }, () => 0),
  frac: rule("", ([a]) => a - Math.trunc(a), g => g),
  nan_to_num: rule("", ([a], s) => a !== a ? s.nan : a === Infinity ? s.posinf : a === -Infinity ? s.neginf : a,
    (g, [a]) => (Math.abs(a) < Infinity ? g : 0)),

  relu: rule("max(0, {a})", ([a]) => (a <= 0 ? 0 : a), (g, x, y) => (y <= 0 ? 0 : g)),
  relu6: rule("min(6, max(0, {a}))", ([a]) => clamped(a, 0, 6), (g, [a]) => (a > 0 && a < 6 ? g : 0)),
  hardtanh: rule("", ([a], s) => clamped(a, s.min, s.max), (g, [a], y, s) => (a > s.min && a < s.max ? g : 0)),
  leaky_relu: rule("", ([a], s) => (a > 0 ? a : a * s.slope), (g, [a], y, s) => (a > 0 ? g : g * s.slope)),
  prelu: rule("", ([a, b]) => (a > 0 ? a : a * b), (g, [a, b]) => (a > 0 ? g : g * b),
    (g, [a]) => (a > 0 ? 0 : g * a)),
  elu: rule("", ([a], { alpha }) => (a > 0 ? a : alpha * Math.expm1(a)),
    (g, [a], y, { alpha }) => (a <= 0 ? g * (Math.exp(a) * alpha) : g)),
  celu: rule("", ([a], { alpha }) => (a > 0 ? a : alpha * Math.expm1(a / alpha)),
    (g, [a], y, { alpha }) => (a <= 0 ? g * Math.exp(a / alpha) : g)),
  selu: rule("", ([a]) => seluScale * (a <= 0 ? seluAlpha * Math.expm1(a) : a),
    (g, [a]) => (a <= 0 ? g * (Math.exp(a) * (seluAlpha * seluScale)) : g * seluScale)),
  sigmoid: rule("1 / (1 + e^-{a})", ([a]) => sigmoid(a), (g, x, y) => g * (y * (1 - y))),
  logsigmoid: rule("-log(1 + e^-{a})", ([a]) => logSigmoid(a), (g, [a]) => g * sigmoid(-a)),
  softplus: rule("", ([a], s) => (a * s.beta > s.threshold ? a : Math.log1p(Math.exp(a * s.beta)) / s.beta),
    (g, [a], y, s) => (a * s.beta > s.threshold ? g : g * sigmoid(a * s.beta))),
  silu: rule("{a} / (1 + e^-{a})", ([a]) => a / (1 + Math.exp(-a)), (g, [a]) => g * siluSlope(a)),
  gelu: rule("{a} · Φ({a})",
    ([a], { approximate }) => (approximate === "tanh" ? 0.5 * a * (1 + geluInner(a)) : a * normalShare(a)),
    (g, [a], y, { approximate }) =>
      g * (approximate === "tanh" ? geluSlope(a, geluInner(a)) : normalShare(a) + a * bell(a))),
  mish: rule("{a} · tanh(log(1 + e^{a}))", ([a]) => a * Math.tanh(Math.log1p(Math.exp(a))), (g, [a]) => {
    const t = Math.tanh(softplus(a))
    return g * (t + a * sigmoid(a) * (1 - t * t))
  }),
  softsign: rule("{a} / (1 + |{a}|)", ([a]) => a / (1 + Math.abs(a)),
    (g, [a], y) => (g * (1 - Math.abs(y))) / (1 + Math.abs(a))),
  tanhshrink: rule("{a} - tanh {a}", ([a]) => a - Math.tanh(a), (g, [a]) => g * Math.tanh(a) ** 2),
  hardswish: rule("", ([a]) => (a * limitedTo6(a + 3)) / 6,
    (g, [a]) => (a <= -3 ? 0 : a < 3 ? g * (a / 3 + 0.5) : g)),
  hardsigmoid: rule("", ([a]) => limitedTo6(a + 3) / 6, (g, [a]) => (a > -3 && a < 3 ? g * Math.fround(1 / 6) : 0)),
  softshrink: rule("", ([a], s) => (Math.abs(a) <= s.lambda ? 0 : a > s.lambda ? a - s.lambda : a + s.lambda),
    (g, [a], y, s) => (Math.abs(a) <= s.lambda ? 0 : g)),
  hardshrink: rule("", ([a], s) => (Math.abs(a) <= s.lambda ? 0 : a),
    (g, [a], y, s) => (Math.abs(a) <= s.lambda ? 0 : g)),
  threshold: rule("", ([a], s) => (a <= s.threshold ? s.value : a), (g, [a], y, s) => (a <= s.threshold ? 0 : g)),
  softmax: rule("", ([a]) => a - a + 1, (g, x, y) => y * (g - g * y)),
  log_softmax: rule("", ([a]) => a - a, (g, x, y) => g - Math.exp(y) * g),

  eq: truth("{a} = {b}", (a, b) => a === b),
  ne: truth("{a} ≠ {b}", (a, b) => a !== b),
  lt: truth("{a} < {b}", (a, b) => a < b),
  le: truth("{a} ≤ {b}", (a, b) => a <= b),
  gt: truth("{a} > {b}", (a, b) => a > b),
  ge: truth("{a} ≥ {b}", (a, b) => a >= b),
  logical_and: truth("{a} and {b}", (a, b) => a !== 0 && b !== 0),
  logical_or: truth("{a} or {b}", (a, b) => a !== 0 || b !== 0),
  logical_not: truth("not {a}", a => a === 0),
  where: rule("{b} where {a}, else {c}", ([a, b, c]) => (a !== 0 ? b : c),
    null, (g, [a]) => (a !== 0 ? g : 0), (g, [a]) => (a !== 0 ? 0 : g)),
  masked_fill: rule("{c} where {b}, else {a}", ([a, b, c]) => (b !== 0 ? c : a),
    (g, [, b]) => (b !== 0 ? 0 : g), null, (g, [, b]) => (b !== 0 ? g : 0)),

  mse_loss: loss("({a} - {b})²", d => d * d, d => d * 2),
  l1_loss: loss("|{a} - {b}|", d => Math.abs(d), sign),
  huber_loss: loss("", (d, s) => huber(d, s.delta), (d, s) => clamped(d, -s.delta, s.delta)),
  smooth_l1_loss: loss("", (d, s) => smoothL1(d, s.beta), (d, s) => smoothL1Slope(d, s.beta)),
  kl_div: rule("",
    ([a, b], s) => s.logTarget === "true" ? Math.exp(b) * (b - a) : (b === 0 ? 0 : b * Math.log(b)) - b * a,
    (g, [, b], y, s) => -(g * (s.logTarget === "true" ? Math.exp(b) : b)),
    (g, [a, b], y, s) =>
      g * (s.logTarget === "true" ? Math.exp(b) * (b - a) + Math.exp(b) : Math.log(b) + b / b - a)),
  binary_cross_entropy: rule("", ([a, b]) => (b - 1) * limitedLog(1 - a) - b * limitedLog(a),
    (g, [a, b]) => ((a - b) / larger(a * (1 - a), 1e-12)) * g, (g, [a]) => g * (Math.log(1 - a) - Math.log(a))),
  binary_cross_entropy_with_logits: rule("", ([a, b]) => (1 - b) * a - logSigmoid(a),
    (g, [a, b]) => g * (sigmoid(a) - b), (g, [a]) => -(g * a)),

  matmul: rule("{a} · {b}", ([a, b]) => a * b, (g, [, b]) => g * b, (g, [a]) => g * a),
  dot: rule("{a} · {b}", ([a, b]) => a * b, (g, [, b]) => g * b, (g, [a]) => g * a),
  outer: rule("{a} · {b}", ([a, b]) => a * b, (g, [, b]) => g * b, (g, [a]) => g * a),
  linear: rule("", ([a, b, c = 0]) => a * b + c, (g, [, b]) => g * b, (g, [a]) => g * a, g => g),
  norm: rule("", ([a], { p }) => (p === 0 ? (a !== 0 ? 1 : 0) : Math.abs(a)),
    (g, [a], y, { p }) => (p === 0 || y === 0 ? 0 : p === 1 ? g * sign(a) : g * (a / y))),

  amax: sameUnlessNaN, amin: sameUnlessNaN,
  prod: product, cumprod: product, logsumexp: rule("", ([a]) => a, (g, [a], y) => g * Math.exp(a - y)),
  sum: same, mean: same, median: same,
  cumsum: same, logcumsumexp: same, cat: same, stack: same,
  reshape: same, view: same, flatten: same, squeeze: same, unsqueeze: same, transpose: same, permute: same,
  expand: same, tile: same, flip: same, roll: same, select: same, getitem: same, narrow: same, clone: same,
  to: same, detach: rule("{a}", ([a]) => a),
}

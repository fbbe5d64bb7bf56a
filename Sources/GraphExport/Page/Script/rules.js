// The table of operations of single numbers: what each computes, and how much of the gradient each operand gets.
// Values and edge cases are those of the engine, which are PyTorch's; `scripts/check-replay` compares them.

import { erf, floorQuotient, larger, logSigmoid, normalShare } from "./functions.js"
import { power, roundHalfToEven, sigmoid, smaller, softplus } from "./functions.js"

const { abs, exp, expm1, log, log1p, sqrt, sin, cos, tanh } = Math

/**
 * @typedef {Object<string, any>} Settings The attributes of an operation by their names, numbers as numbers; `first` has what was recorded.
 * @typedef {(...numbers: any[]) => number} Value Of the operands and the settings.
 * @typedef {(...numbers: any[]) => number | boolean} Slope The derivative for an operand, of the operands, the result and the settings. `true` and
 *   `false` let a gradient through or not, whatever it is: 0 times an infinite one would be NaN.
 * @typedef {{value: Value, slopes: (Slope | null)[]}} Rule
 */

/**
 * @param {Value} value
 * @param {(Slope | null)[]} slopes One for each operand; null for one that gets no gradient.
 * @returns {Rule}
 */
function rule(value, ...slopes) {
  return { value, slopes }
}

const all = () => true
/** A result that is the only element of its operand, in another shape or type. */
const same = rule(a => a, all)
/** The same for the largest or the smallest element: that NaN is not equal to itself. */
const sameUnlessNaN = rule(a => a, a => a === a || NaN)
/** The only factor of a product. */
const factor = rule(a => a, (a, y) => a === 0 || y / a)
/** A whole number near the operand; its derivative is 0. @param {Value} round */
const whole = round => rule(round, () => false)
/** A truth value, 1 or 0; it has no derivative. @param {(a: number, b: number) => boolean} holds */
const truth = holds => rule((a, b) => (holds(a, b) ? 1 : 0))
const product = rule((a, b) => a * b, (a, b) => b, a => a)
/** A loss of the difference of two numbers. */
const loss = (value, slope) =>
  rule((a, b, s) => value(a - b, s), (a, b, y, s) => slope(a - b, s), (a, b, y, s) => -slope(a - b, s))

/** The share of an operand in the gradient of a maximum: 1, ½ where both are equal, 0 where the other one wins. */
const shareOfLarger = (mine, other) => 1 - (mine < other ? 1 : 0) - (mine === other ? 0.5 : 0)
const shareOfSmaller = (mine, other) => shareOfLarger(-mine, -other)

/** The bounds of a clamp, of which one may be missing. @param {number[]} operands @param {Settings} settings */
function boundsOfClamp([a, first, second], { first: recorded, min, max }) {
  if (recorded.operands.length === 1) return [min, max]
  if (recorded.operands.length === 3) return [first, second]
  // Which bound is the only one, the recorded numbers tell.
  const isLower = recorded.result > recorded.operands[0]
    || (recorded.result === recorded.operands[0] && recorded.operands[0] >= recorded.operands[1])
  return isLower ? [first, undefined] : [undefined, first]
}

function clamped(a, low, high) {
  const y = low === undefined ? a : larger(a, low)
  return high === undefined ? y : smaller(y, high)
}

/** Between plain numbers the gradient at a bound is 0; of tensors an operand shares it with the bound. */
const slopeOfClamp = index => (...numbers) => {
  const settings = numbers.pop()
  const [a] = numbers
  const [low, high] = boundsOfClamp(numbers, settings)
  const { operands, template } = settings.first
  if (operands.length === 1 || template.includes("inside, else 0")) {
    return index === 0 && (low === undefined || a > low) && (high === undefined || a < high)
  }
  if (high === undefined) return index ? shareOfLarger(low, a) : shareOfLarger(a, low)
  if (low === undefined) return index ? shareOfSmaller(high, a) : shareOfSmaller(a, high)
  if (low < high && (a === [low, low, high][index] || (index === 0 && a === high))) return 0.5
  return [!(a < low || a > high), a < low && low <= high, (a > high && low <= high) || low > high][index]
}

const limitedTo6 = x => clamped(x, 0, 6)
const limitedLog = x => larger(log(x), -100)
const inverseSquare = (a, b) => (a * a + b * b === 0 ? 0 : 1 / (a * a + b * b))
const logAddExp = (a, b, logOfSum) => (abs(a) === Infinity && a === b ? a : larger(a, b) + logOfSum(-abs(a - b)))
const siluSlope = (a, s) => s * (1 + a * (1 - s))
/** The inner function of GELU with a hyperbolic tangent, and the whole slope. */
const geluInner = a => tanh(0.7978845608028654 * (a + 0.044715 * a * a * a))
const geluTanhSlope = (a, t) => 0.5 * (1 + t) + 0.5 * a * (1 - t * t) * 0.7978845608028654 * (1 + 0.134145 * a * a)
const geluSlope = a => normalShare(a) + a * exp(-0.5 * a * a) * 0.3989422804014327
const mishSlope = (a, t) => t + a * sigmoid(a) * (1 - t * t)
/** The sign of a number, and 0 of NaN. */
const signOf = x => (x > 0 ? 1 : x < 0 ? -1 : 0)
const [seluScale, seluAlpha] = [1.0507009873554805, 1.6732632423543772]

/** @type {Object<string, Rule>} */
export const scalarRules = {
  add: rule((a, b, { alpha = 1 }) => a + alpha * b, all, (a, b, y, { alpha = 1 }) => alpha),
  sub: rule((a, b, { alpha = 1 }) => a - alpha * b, all, (a, b, y, { alpha = 1 }) => -alpha),
  mul: product,
  div: rule((a, b, { rounding }) => rounding === "floor" ? floorQuotient(a, b) : rounding ? Math.trunc(a / b) : a / b,
    (a, b, y, { rounding }) => !rounding && 1 / b, (a, b, y, { rounding }) => !rounding && -y / b),
  neg: rule(a => -a, () => -1),
  pow: rule(power, (a, b) => b !== 0 && b * power(a, b - 1), (a, b) => (a !== 0 || !(b >= 0)) && power(a, b) * log(a)),
  fmod: rule((a, b) => a % b, all, (a, b) => -Math.trunc(a / b)),
  remainder: rule((a, b) => (rest => (rest !== 0 && b < 0 !== rest < 0 ? rest + b : rest))(a % b),
    all, (a, b) => -floorQuotient(a, b)),
  maximum: rule(larger, shareOfLarger, (a, b) => shareOfLarger(b, a)),
  minimum: rule(smaller, shareOfSmaller, (a, b) => shareOfSmaller(b, a)),
  clamp: rule((...x) => clamped(x[0], ...boundsOfClamp(x, x.at(-1))), slopeOfClamp(0), slopeOfClamp(1), slopeOfClamp(2)),
  atan2: rule(Math.atan2, (a, b) => b * inverseSquare(a, b), (a, b) => -a * inverseSquare(a, b)),
  logaddexp: rule((a, b) => logAddExp(a, b, x => log1p(exp(x))),
    (a, b) => 1 / (1 + exp(b - a)), (a, b) => 1 / (1 + exp(a - b))),
  logaddexp2: rule((a, b) => logAddExp(a, b, x => log1p(2 ** x) * Math.LOG2E),
    (a, b) => 1 / (1 + 2 ** (b - a)), (a, b) => 1 / (1 + 2 ** (a - b))),
  lerp: rule((a, b, c) => abs(c) < 0.5 ? a + c * (b - a) : b + (c - 1) * (b - a),
    (a, b, c) => 1 - c, (a, b, c) => c, (a, b) => b - a),
  addcmul: rule((a, b, c, { value = 1 }) => a + value * b * c,
    all, (a, b, c, y, { value = 1 }) => c * value, (a, b, c, y, { value = 1 }) => b * value),
  addcdiv: rule((a, b, c, { value = 1 }) => a + (value * b) / c,
    all, (a, b, c, y, { value = 1 }) => value / c, (a, b, c, y, { value = 1 }) => (-b * value) / (c * c)),

  exp: rule(exp, (a, y) => y),
  expm1: rule(expm1, (a, y) => y + 1),
  exp2: rule(a => 2 ** a, (a, y) => y * Math.LN2),
  log: rule(log, a => 1 / a),
  log1p: rule(log1p, a => 1 / (a + 1)),
  log2: rule(Math.log2, a => 1 / (a * Math.LN2)),
  log10: rule(Math.log10, a => 1 / (a * Math.LN10)),
  sqrt: rule(sqrt, (a, y) => 1 / (y * 2)),
  rsqrt: rule(a => 1 / sqrt(a), (a, y) => y * y * y * -0.5),
  square: rule(a => a * a, a => a * 2),
  reciprocal: rule(a => 1 / a, (a, y) => -y * y),
  abs: rule(abs, signOf),
  sign: whole(signOf),
  sin: rule(sin, cos),
  cos: rule(cos, a => -sin(a)),
  tan: rule(Math.tan, (a, y) => 1 + y * y),
  sinh: rule(Math.sinh, Math.cosh),
  cosh: rule(Math.cosh, Math.sinh),
  tanh: rule(tanh, (a, y) => 1 - y * y),
  asin: rule(Math.asin, a => 1 / sqrt(1 - a * a)),
  acos: rule(Math.acos, a => -1 / sqrt(1 - a * a)),
  atan: rule(Math.atan, a => 1 / (a * a + 1)),
  asinh: rule(Math.asinh, a => 1 / sqrt(a * a + 1)),
  acosh: rule(Math.acosh, a => 1 / sqrt(a * a - 1)),
  atanh: rule(Math.atanh, a => 1 / (1 - a * a)),
  erf: rule(erf, a => exp(-a * a) * 1.1283791670955126),
  floor: whole(Math.floor),
  ceil: whole(Math.ceil),
  trunc: whole(Math.trunc),
  round: whole((a, { decimals = 0 }) => {
    const scale = 10 ** abs(decimals)
    return decimals < 0 ? roundHalfToEven(a / scale) * scale : roundHalfToEven(a * scale) / scale
  }),
  frac: rule(a => a - Math.trunc(a), all),
  nan_to_num: rule((a, s) => a !== a ? s.nan : a === Infinity ? s.posinf : a === -Infinity ? s.neginf : a,
    a => abs(a) < Infinity),

  relu: rule(a => (a <= 0 ? 0 : a), (a, y) => !(y <= 0)),
  relu6: rule(limitedTo6, a => a > 0 && a < 6),
  hardtanh: rule((a, { min = -1, max = 1 }) => clamped(a, min, max), (a, y, { min = -1, max = 1 }) => a > min && a < max),
  leaky_relu: rule((a, { slope = 0.01 }) => (a > 0 ? a : a * slope), (a, y, { slope = 0.01 }) => a > 0 || slope),
  prelu: rule((a, b) => (a > 0 ? a : a * b), (a, b) => a > 0 || b, a => !(a > 0) && a),
  elu: rule((a, { alpha = 1 }) => (a > 0 ? a : alpha * expm1(a)), (a, y, { alpha = 1 }) => !(a <= 0) || exp(a) * alpha),
  celu: rule((a, { alpha = 1 }) => (a > 0 ? a : alpha * expm1(a / alpha)), (a, y, { alpha = 1 }) => !(a <= 0) || exp(a / alpha)),
  selu: rule(a => seluScale * (a <= 0 ? seluAlpha * expm1(a) : a),
    a => (a <= 0 ? exp(a) * (seluAlpha * seluScale) : seluScale)),
  sigmoid: rule(sigmoid, (a, y) => y * (1 - y)),
  logsigmoid: rule(logSigmoid, a => sigmoid(-a)),
  softplus: rule((a, { beta = 1, threshold = 20 }) => (a * beta > threshold ? a : log1p(exp(a * beta)) / beta),
    (a, y, { beta = 1, threshold = 20 }) => a * beta > threshold || sigmoid(a * beta)),
  silu: rule(a => a / (1 + exp(-a)), a => siluSlope(a, 1 / (1 + exp(-a)))),
  gelu: rule((a, { approximate }) => (approximate === "tanh" ? 0.5 * a * (1 + geluInner(a)) : a * normalShare(a)),
    (a, y, { approximate }) => (approximate === "tanh" ? geluTanhSlope(a, geluInner(a)) : geluSlope(a))),
  mish: rule(a => a * tanh(log1p(exp(a))), a => mishSlope(a, tanh(softplus(a)))),
  softsign: rule(a => a / (1 + abs(a)), (a, y) => (1 - abs(y)) / (1 + abs(a))),
  tanhshrink: rule(a => a - tanh(a), a => tanh(a) ** 2),
  hardswish: rule(a => (a * limitedTo6(a + 3)) / 6, a => !(a <= -3) && (!(a < 3) || a / 3 + 0.5)),
  // PyTorch's factor, in single precision also for double.
  hardsigmoid: rule(a => limitedTo6(a + 3) / 6, a => a > -3 && a < 3 && Math.fround(1 / 6)),
  softshrink: rule((a, { lambda = 0.5 }) => (abs(a) <= lambda ? 0 : a > lambda ? a - lambda : a + lambda),
    (a, y, { lambda = 0.5 }) => !(abs(a) <= lambda)),
  hardshrink: rule((a, { lambda = 0.5 }) => (abs(a) <= lambda ? 0 : a), (a, y, { lambda = 0.5 }) => !(abs(a) <= lambda)),
  threshold: rule((a, s) => (a <= s.threshold ? s.value : a), (a, y, s) => !(a <= s.threshold)),
  softmax: rule(a => a - a + 1, (a, y) => y * (1 - y)),
  log_softmax: rule(a => a - a, (a, y) => 1 - exp(y)),

  eq: truth((a, b) => a === b),
  ne: truth((a, b) => a !== b),
  lt: truth((a, b) => a < b),
  le: truth((a, b) => a <= b),
  gt: truth((a, b) => a > b),
  ge: truth((a, b) => a >= b),
  logical_and: truth((a, b) => a !== 0 && b !== 0),
  logical_or: truth((a, b) => a !== 0 || b !== 0),
  logical_not: truth(a => a === 0),
  where: rule((a, b, c) => (a !== 0 ? b : c), null, a => a !== 0, a => a === 0),
  masked_fill: rule((a, b, c) => (b !== 0 ? c : a), (a, b) => b === 0, null, (a, b) => b !== 0),

  mse_loss: loss(d => d * d, d => d * 2),
  l1_loss: loss(abs, signOf),
  huber_loss: loss((d, { delta = 1 }) => (abs(d) <= delta ? d * d * 0.5 : (abs(d) - delta * 0.5) * delta),
    (d, { delta = 1 }) => clamped(d, -delta, delta)),
  smooth_l1_loss: loss((d, { beta = 1 }) => (abs(d) < beta ? d * d * (0.5 / beta) : abs(d) - beta * 0.5),
    (d, { beta = 1 }) => (beta === 0 ? signOf(d) : clamped(d / beta, -1, 1))),
  kl_div: rule(
    (a, b, { logTarget }) => logTarget === "true" ? exp(b) * (b - a) : (b === 0 ? 0 : b * log(b)) - b * a,
    (a, b, y, { logTarget }) => (logTarget === "true" ? -exp(b) : -b),
    (a, b, y, { logTarget }) => (logTarget === "true" ? exp(b) * (b - a) + exp(b) : log(b) + b / b - a)),
  binary_cross_entropy: rule((a, b) => (b - 1) * limitedLog(1 - a) - b * limitedLog(a),
    (a, b) => (a - b) / larger(a * (1 - a), 1e-12), a => log(1 - a) - log(a)),
  binary_cross_entropy_with_logits: rule((a, b) => (1 - b) * a - logSigmoid(a), (a, b) => sigmoid(a) - b, a => -a),

  matmul: product, dot: product, outer: product,
  linear: rule((a, b, c) => a * b + (typeof c === "number" ? c : 0), (a, b) => b, a => a, all),
  norm: rule((a, { p = 2 }) => (p === 0 ? (a !== 0 ? 1 : 0) : abs(a)),
    (a, y, { p = 2 }) => p !== 0 && y !== 0 && (p === 1 ? signOf(a) : a / y)),
  logsumexp: rule(a => a, (a, y) => exp(a - y)),

  prod: factor, cumprod: factor, amax: sameUnlessNaN, amin: sameUnlessNaN,
  sum: same, mean: same, median: same, cumsum: same, logcumsumexp: same, cat: same, stack: same,
  reshape: same, view: same, flatten: same, squeeze: same, unsqueeze: same, transpose: same, permute: same,
  expand: same, tile: same, flip: same, roll: same, select: same, getitem: same, narrow: same, clone: same,
  to: same, detach: same,
}

// Functions of single numbers that JavaScript lacks, or has with other edge cases than the engine.

/**
 * The whole number next to x; half way between two of them the even one.
 * @param {number} x
 */
export function roundHalfToEven(x) {
  const up = Math.round(x)
  return up - x === 0.5 && up % 2 !== 0 ? up - 1 : up
}

/**
 * x to the power of z, with C's answers where JavaScript says NaN.
 * @param {number} x
 * @param {number} z
 */
export function power(x, z) {
  if (z === 2) return x * x
  if (z === 3) return x * x * x
  if (z === -1) return 1 / x
  if (z === -2) return 1 / (x * x)
  if (z === 0.5) return x === -Infinity ? Infinity : Math.sqrt(x + 0)
  return x === 1 || (x === -1 && Math.abs(z) === Infinity) ? 1 : Math.pow(x, z)
}

/** @param {number} x */
export function sigmoid(x) {
  return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))
}

/** @param {number} x */
export function logSigmoid(x) {
  return (x < 0 ? x : 0) - Math.log1p(Math.exp(-Math.abs(x)))
}

/** The logarithm of 1 + e^x, without overflow. @param {number} x */
export function softplus(x) {
  return x > 20 ? x : Math.log1p(Math.exp(x))
}

/**
 * The error function: 2/√π times the integral of e^-t² from 0 to x (Abramowitz and Stegun, 7.1.6 and 7.1.14).
 * @param {number} x
 */
export function erf(x) {
  const size = Math.abs(x)
  if (!(size < 6)) return Number.isNaN(x) ? NaN : Math.sign(x)
  const bell = Math.exp(-x * x) / Math.sqrt(Math.PI)
  if (size < 2.5) {
    let [term, sum] = [x, x]
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1)
      sum += term
    }
    return 2 * bell * sum
  }
  // What is missing to 1, a continued fraction.
  let fraction = size
  for (let n = 60; n > 0; n--) fraction = size + n / 2 / fraction
  return Math.sign(x) * (1 - bell / fraction)
}

/** The share of the standard normal distribution below x. @param {number} x */
export function normalShare(x) {
  return 0.5 * (1 + erf(x * Math.SQRT1_2))
}

/**
 * The quotient as the next smaller whole number, as in Python.
 * @param {number} x
 * @param {number} z
 */
export function floorQuotient(x, z) {
  if (z === 0) return x / z
  const rest = x % z
  let quotient = (x - rest) / z
  if (rest !== 0 && z < 0 !== rest < 0) quotient -= 1
  const down = Math.floor(quotient)
  return quotient - down > 0.5 ? down + 1 : down
}

/** The larger one; NaN wins. @param {number} x @param {number} z */
export function larger(x, z) {
  return x > z || x !== x ? x : z
}

/** The smaller one; NaN wins. @param {number} x @param {number} z */
export function smaller(x, z) {
  return x < z || x !== x ? x : z
}

/**
 * Half and brain floating point: so many digits behind the leading one, and the smallest exponent.
 * @param {number} x
 * @param {number} digits
 * @param {number} smallest
 */
function roundToDigits(x, digits, smallest) {
  if (!Number.isFinite(x)) return x
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), smallest)
  const step = 2 ** (exponent - digits)
  const rounded = roundHalfToEven(x / step) * step
  return Math.abs(rounded) >= 2 ** (2 - smallest) ? Math.sign(x) * Infinity : rounded
}

/** How a number becomes one of a type; of other types it stays as it is. @type {Object<string, (x: number) => number>} */
export const roundings = {
  float64: x => x,
  float32: Math.fround,
  float16: x => roundToDigits(Math.fround(x), 10, -14),
  bfloat16: x => roundToDigits(Math.fround(x), 7, -126),
  int64: Math.trunc,
  int32: x => x | 0,
  bool: x => (x !== 0 ? 1 : 0),
}

// Numbers as the figures write them.

/**
 * What a format writes, which rounds a 5 away from 0, with the even digit in place of the one before an exact 5, as C does.
 * @param {(decimals: number) => string} format
 * @param {number} decimals
 */
function halfToEven(format, decimals) {
  const [digits, exponent = ""] = format(decimals).split("e")
  const [longer] = format(decimals + 20).split("e")
  const shorter = longer.slice(0, longer.length - 20)
  const isTie = longer.slice(-20) === "5".padEnd(20, "0")
  return [isTie && "02468".includes(shorter.at(-1)) ? shorter : digits, exponent]
}

const withoutTrailingZeros = text => (text.includes(".") ? text.replace(/\.?0+$/, "") : text)

/**
 * A number as it stands on a card: up to four decimals (`24.7041`, `-1.5`), or `1.234e-5` where they would say nothing.
 * @param {number} x
 */
export function numberText(x) {
  if (Number.isNaN(x)) return "NaN"
  if (!Number.isFinite(x)) return x > 0 ? "+Inf" : "-Inf"
  const size = Math.abs(x)
  if (x !== 0 && (size < 1e-3 || size >= 1e6)) {
    const [digits, exponent] = halfToEven(decimals => x.toExponential(decimals), 3)
    return `${withoutTrailingZeros(digits)}e${Number(exponent)}`
  }
  const text = withoutTrailingZeros(halfToEven(decimals => x.toFixed(decimals), 4)[0])
  return text === "-0" ? "0" : text
}

/** The same as a factor of a formula: in brackets where it is negative. @param {number} x */
export function factorText(x) {
  return x < 0 ? `(${numberText(x)})` : numberText(x)
}

/** A whole number of an integer tensor, or a number. @param {number} x @param {string} dtype */
export function tensorNumberText(x, dtype) {
  return /^u?int/.test(dtype) && Number.isInteger(x) ? String(x) : numberText(x)
}

// Numbers of the snapshot, and as the figures write them.

/** Whether rounding to so many decimals leaves exactly half of the last one, which JavaScript rounds away from 0, and C to the even digit. */
const isHalfWay = (longer, shorter) => longer.slice(shorter.length).replace(/0+$/, "") === "5"

/** Digits of a format with an even last digit where there are two that are as near. */
function evenDigits(format, decimals) {
  const shorter = format(decimals)
  const longer = format(decimals + 20)
  const cut = longer.slice(0, longer.length - 20)
  return isHalfWay(longer, cut) && "02468".includes(cut.at(-1)) ? cut : shorter
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
    const exponent = x.toExponential(3).split("e")[1]
    return `${withoutTrailingZeros(evenDigits(decimals => x.toExponential(decimals).split("e")[0], 3))}e${Number(exponent)}`
  }
  // Half way between two numbers of four decimals is only what is an odd number of 32nds.
  const isOdd = Math.abs((x * 32) % 2) === 1
  const text = withoutTrailingZeros(isOdd ? evenDigits(decimals => x.toFixed(decimals), 4) : x.toFixed(4))
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

/** The only number of an array of the snapshot; undefined where it has more, or none is known. */
export function onlyNumber(summary) {
  if (summary?.elements?.length !== 1) return undefined
  return toNumber(summary.elements[0])
}

/** A number of the snapshot: JSON has texts for NaN and the infinities. */
export function toNumber(value) {
  return typeof value === "number" ? value : { nan: NaN, inf: Infinity, "-inf": -Infinity }[value]
}

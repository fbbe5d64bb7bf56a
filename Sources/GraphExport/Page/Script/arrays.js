// Arrays as pictures, tables and histograms.
import { element, svgElement } from "./elements.js"
import { numberText, toNumber } from "./numbers.js"
import { currentFigure } from "./stage.js"

/** Slices of more elements are drawn as a picture without a table. */
const mostInTable = 120

/**
 * The slices of an array, each of the last two axes: its elements, or the cells of its picture where it is too large.
 * @returns {{slices: number[][], rows: number, columns: number, isPooled: boolean}}
 */
export function slicesOf(array) {
  const { shape } = array
  if (array.elements) {
    const rows = shape.length > 1 ? shape.at(-2) : 1, columns = shape.at(-1) ?? 1
    const count = rows * columns > 0 ? array.elements.length / (rows * columns) : 0
    const slices = Array.from({ length: count }, (_, slice) => (
      array.elements.slice(slice * rows * columns, (slice + 1) * rows * columns).map(toNumber)))
    return { slices, rows, columns, isPooled: false }
  }
  const { rows, columns, cells } = array.thumbnail
  const numbers = Array.isArray(cells) ? cells.map(toNumber) : decoded(cells, array.precision === "double")
  const { down, across, tileRows, tileColumns } = tiles(shape, rows, columns)
  const size = tileRows * tileColumns
  const count = Math.min(Math.floor(numbers.length / size), down * across)
  const slices = Array.from({ length: count }, (_, tile) => numbers.slice(tile * size, (tile + 1) * size))
  return { slices, rows: tileRows, columns: tileColumns, isPooled: count * size < shape.reduce((a, b) => a * b, 1) }
}

/** Little-endian floating-point numbers in Base64. */
function decoded(text, isDouble) {
  const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  const width = isDouble ? 8 : 4
  return Array.from({ length: bytes.length / width }, (_, index) => (
    isDouble ? view.getFloat64(index * 8, true) : view.getFloat32(index * 4, true)))
}

/** How the picture of an array of more than two axes is cut into tiles, with one cell between two of them. */
function tiles(shape, rows, columns) {
  const slices = shape.slice(0, -2).reduce((a, b) => a * b, 1)
  if (slices <= 1) return { down: 1, across: 1, tileRows: rows, tileColumns: columns }
  const square = Math.ceil(Math.sqrt(slices))
  for (let across = square; across > 0; across--) {
    const down = Math.min(across, Math.ceil(slices / across))
    const [tileRows, tileColumns] = [(rows - down + 1) / down, (columns - across + 1) / across]
    const isWhole = Number.isInteger(tileRows) && Number.isInteger(tileColumns) && tileRows > 0 && tileColumns > 0
    if (isWhole && tileRows <= shape.at(-2) && tileColumns <= shape.at(-1)) return { down, across, tileRows, tileColumns }
  }
  return { down: 1, across: 1, tileRows: rows, tileColumns: columns }
}

/** The indices along the leading axes of a slice: `[2, 0, :, :]`. */
function sliceName(shape, slice, count) {
  const leading = shape.slice(0, -2)
  const total = leading.reduce((a, b) => a * b, 1)
  if (total !== count) return `tile ${slice + 1} of ${count}, ${numberText(total / count)} slices each`
  const indices = []
  for (let axis = leading.length - 1, rest = slice; axis >= 0; axis--) {
    indices.unshift(rest % leading[axis])
    rest = Math.floor(rest / leading[axis])
  }
  return `[${[...indices, ":", ":"].join(", ")}]`
}

/** A color of the figure. */
function color(name) { return getComputedStyle(currentFigure()).getPropertyValue(`--${name}`).trim() || "#888" }

/** The class of a cell: from the strongest negative to the strongest positive one. */
function cellColor(value, largest, letter) {
  if (!Number.isFinite(value)) return color("oddCell")
  if (value === 0 || largest === 0) return color("divider")
  const level = Math.max(1, Math.ceil(Math.min(1, Math.abs(value) / largest) * 8))
  return color(`${letter}${value < 0 ? "n" : "p"}${level}`)
}

/** A picture of a slice, a cell for each number. */
function picture(numbers, rows, columns, largest, letter) {
  const cell = Math.max(1, Math.min(16, Math.floor(240 / Math.max(rows, columns, 1))))
  const canvas = element("canvas", {
    width: columns * cell, height: rows * cell, class: "cells", role: "img", "aria-label": `picture of ${rows} × ${columns} cells`,
  })
  const context = canvas.getContext("2d")
  numbers.forEach((value, index) => {
    context.fillStyle = cellColor(value, largest, letter)
    context.fillRect((index % columns) * cell, Math.floor(index / columns) * cell, cell, cell)
  })
  return canvas
}

/** The numbers of a slice, each on its color. */
function table(numbers, rows, columns) {
  const lines = Array.from({ length: rows }, (_, row) => element("tr", {},
    ...numbers.slice(row * columns, (row + 1) * columns).map(value => element("td", {}, numberText(value)))))
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "elements" },
    element("table", { class: "elements" }, element("tbody", {}, ...lines)))
}

/** How many numbers lie in each of some equal ranges. */
function histogram(numbers, isPooled, letter) {
  const finite = numbers.filter(Number.isFinite)
  if (finite.length < 8) return null
  const least = Math.min(...finite), most = Math.max(...finite)
  if (least === most) return null
  const counts = new Array(24).fill(0)
  for (const value of finite) counts[Math.min(23, Math.floor((value - least) / (most - least) * 24))]++
  const peak = Math.max(...counts)
  const bars = counts.map((count, index) => svgElement("rect", {
    x: index * 10, width: 9, y: 48 - 48 * count / peak, height: 48 * count / peak,
    style: `fill:${color(`${letter}${least + (index + 0.5) * (most - least) / 24 < 0 ? "n" : "p"}6`)}`,
  }))
  const said = `${isPooled ? "cells" : "elements"} from ${numberText(least)} to ${numberText(most)}, at most ${peak} in a bar`
  return element("figure", { class: "histogram" },
    svgElement("svg", { viewBox: "0 0 240 50", role: "img", "aria-label": `histogram of ${said}` }, ...bars),
    element("figcaption", {}, said))
}

/** What is said of many numbers; how many are not finite, if any are. */
function statistics(array, numbers) {
  const known = array.statistics ?? computedStatistics(numbers)
  const kinds = ["negative", "zero", "positive", "nan", "negativeInfinity", "positiveInfinity"]
  const shown = ["mean", "deviation", "minimum", "maximum", "norm", ...kinds]
    .filter(name => known?.[name] !== undefined && (known[name] || !kinds.includes(name)))
  return element("dl", { class: "facts" }, ...shown.flatMap(name => (
    [element("dt", {}, name), element("dd", {}, numberText(toNumber(known[name]) ?? NaN))])))
}

function computedStatistics(numbers) {
  const finite = numbers.filter(Number.isFinite), mean = finite.reduce((a, b) => a + b, 0) / finite.length
  const deviation = Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length)
  return { mean, deviation, minimum: Math.min(...finite), maximum: Math.max(...finite), norm: Math.hypot(...finite) }
}

/**
 * An array with all that is known of it.
 * @param {any} array as in the snapshot
 * @param {"v"|"g"} letter whose colors it has: those of values or of gradients
 */
export function arrayDetails(array, letter) {
  const box = element("div", { class: "array" })
  if (array.absent) return element("p", {}, `not known: ${array.absent}`)
  const { slices, rows, columns, isPooled } = slicesOf(array)
  const all = slices.flat()
  if (all.length <= 1) {
    return element("p", { class: letter === "g" ? "number gradient" : "number" }, all.length ? numberText(all[0]) : "no elements")
  }
  const largest = all.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0)
  const shown = element("div")
  const show = slice => {
    shown.replaceChildren(picture(slices[slice], rows, columns, largest, letter))
    if (!isPooled && rows * columns <= mostInTable) shown.append(table(slices[slice], rows, columns))
  }
  if (slices.length > 1) {
    const name = element("output", {}, sliceName(array.shape, 0, slices.length))
    box.append(element("label", { class: "slices" }, "slice ", element("input", {
      type: "range", min: 0, max: slices.length - 1, value: 0, "aria-label": "slice",
      input: event => {
        show(Number(event.target.value))
        name.textContent = sliceName(array.shape, Number(event.target.value), slices.length)
      },
    }), " ", name))
  }
  show(0)
  box.append(shown)
  if (isPooled) {
    const sign = array.thumbnail.pooling === "mean" ? "the mean" : "the element of largest magnitude"
    box.append(element("p", { class: "note" }, `A cell stands for several elements: ${sign} of them.`))
  }
  box.append(...[statistics(array, all), histogram(all, isPooled, letter)].filter(Boolean))
  return box
}

// Other texts in the rooms that a figure has for its texts.

/** What an element was before the first change. @type {WeakMap<Element, object>} */
const originals = new WeakMap()

/** Its place, its size and its text at first. */
export function originalOf(element) {
  if (!originals.has(element)) {
    const number = name => Number(element.getAttribute(name) ?? 0)
    originals.set(element, {
      x: number("x"), width: number("width"), textLength: number("textLength"), text: element.textContent,
      font: `${element.getAttribute("font-weight") ?? "normal"} ${number("font-size") || 11}px ${element.ownerSVGElement.getAttribute("font-family")}`,
    })
  }
  return originals.get(element)
}

const ruler = document.createElement("canvas").getContext("2d")
/** The widths of letters, by font and letter. @type {Map<string, Map<string, number>>} */
const letterWidths = new Map()

/** How wide a text is, by its letters: asking the figure would lay it out each time. */
function naturalWidth(element, text) {
  const { font } = originalOf(element)
  if (!letterWidths.has(font)) letterWidths.set(font, new Map())
  const widths = letterWidths.get(font)
  let sum = 0
  for (const letter of text) {
    if (!widths.has(letter)) {
      ruler.font = font
      widths.set(letter, ruler.measureText(letter).width)
    }
    sum += widths.get(letter)
  }
  return sum
}

/** The width that a text needs, and the one that it had at first. */
export function widthOf(element, text) {
  const { text: before, textLength: room } = originalOf(element)
  return { needed: text === before ? room : naturalWidth(element, text), room }
}

/** Sets an attribute, unless it is so already. */
export function change(element, name, value) {
  const text = typeof value === "number" ? String(Math.round(value * 10) / 10) : value
  if (element.getAttribute(name) !== text) element.setAttribute(name, text)
}

/** Writes a text that needs a width into the room for it, in which it is squeezed if need be. */
export function writeText(element, text, needed, room) {
  if (element.textContent !== text) element.textContent = text
  const { text: before, textLength } = originalOf(element)
  if (needed > room || text === before) change(element, "textLength", Math.min(room, text === before ? textLength : needed))
  else element.removeAttribute("textLength")
}

/** Moves an element to the right. */
export const moveBy = (element, x) => change(element, "transform", `translate(${x.toFixed(1)} 0)`)

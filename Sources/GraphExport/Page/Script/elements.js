// Elements of the page around the figure.

/**
 * An element with attributes and children; text stays text.
 * @param {string} name
 * @param {Record<string, any>} attributes functions become listeners; false and null leave an attribute out
 * @param {...(Node|string|null)} children
 */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children)
}

/** The same for an element of SVG. */
export function svgElement(name, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children)
}

function filled(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value)
    else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(key, value === true ? "" : String(value))
    }
  }
  made.append(...children.filter(child => child !== null && child !== undefined))
  return made
}

/** A button with words; the title says its key. */
export function button(words, action, attributes = {}) {
  return element("button", { type: "button", click: action, ...attributes }, words)
}

/** A part of the panel with a heading. */
export function section(heading, ...children) {
  return element("section", {}, element("h3", {}, heading), ...children)
}

/** Whether the reader wants things to stand still. */
export function prefersStillness() { return matchMedia("(prefers-reduced-motion: reduce)").matches }

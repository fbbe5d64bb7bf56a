// The keys of the page.
import { button, element } from "./elements.js"
import { cards, cardToward } from "./graph.js"
import { isFilm, stepBy, togglePlay } from "./film.js"
import { startSearch, stepThrough } from "./search.js"
import { open, select, selected } from "./selection.js"
import { fit, panBy, zoomBy } from "./stage.js"
import { isVaried, valueBy } from "./values.js"
import { currentIndex, showView, viewAround } from "./views.js"

const directions = {
  ArrowRight: { x: 1, y: 0 }, ArrowLeft: { x: -1, y: 0 }, ArrowDown: { x: 0, y: 1 }, ArrowUp: { x: 0, y: -1 },
}

/** The keys and what they do, as the help lists them. */
const keys = [
  ["arrows", "follow the arrows of the selected card; without one, move the figure (of a film, and of other values: step)"],
  ["Enter", "open the module of the selected card"],
  ["Escape", "select nothing, then close the module"],
  ["/", "search: letters of a name, relu, op:relu, type:Linear, shape:8x5, value<0, grad>1, gradnorm>0.1"],
  ["n, N", "next result, result before"],
  ["f", "the whole figure"], ["+, -", "larger, smaller"],
  [", and .", "step of the film, or value, back and on"], ["space", "play the film, or stop"],
  ["Shift and click, Shift and Enter", "second card: all ways between the two"],
  ["?", "these keys"],
]

const help = element("dialog", { id: "help", "aria-label": "Keys" },
  element("h2", {}, "Keys"),
  element("dl", { class: "facts" }, ...keys.flatMap(([key, words]) => [element("dt", {}, key), element("dd", {}, words)])),
  button("Close", () => help.close()))

/** The list of keys. */
export function helpDialog() { return help }

/** Shows the list of keys, or hides it. */
export function toggleHelp() { help.open ? help.close() : help.showModal() }

function stepOrValueBy(count) { isVaried() ? valueBy(count) : stepBy(count) }

function arrow(event) {
  const way = directions[event.key], id = selected.at(-1)
  if ((isFilm() || isVaried()) && way.y === 0 && (id === undefined || !cards.has(id))) stepOrValueBy(way.x)
  else if (id === undefined || !cards.has(id)) panBy(-way.x * 60, -way.y * 60)
  else {
    const next = cardToward(id, way)
    if (next !== null) select(next, { focuses: true })
  }
}

/** Closes one thing: the selection, then the view. */
export function close() {
  if (selected.length) select(null)
  else if (viewAround() >= 0 && viewAround() !== currentIndex()) showView(viewAround())
}

function enter(event) {
  const focused = document.activeElement?.dataset?.id
  if (focused === undefined) {
    if (selected.length) open(selected.at(-1))
    return
  }
  const id = Number(focused)
  if (event.shiftKey) select(id, { isSecond: true, focuses: true })
  else if (selected.at(-1) !== id) select(id, { focuses: true })
  else open(id)
}

const actions = {
  Enter: enter, Escape: close, "/": startSearch, "?": toggleHelp, f: fit, "+": () => zoomBy(1.25), "=": () => zoomBy(1.25),
  "-": () => zoomBy(0.8), n: () => stepThrough(1), N: () => stepThrough(-1), ",": () => stepOrValueBy(-1), ".": () => stepOrValueBy(1),
  " ": togglePlay,
}

/** Listens to the keys. */
export function startKeyboard() {
  addEventListener("keydown", event => {
    const target = event.target
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return
    if (target.closest?.("input,select,textarea,dialog")) return
    if (target.closest?.("button,[tabindex].scroll") && ["Enter", " ", ...Object.keys(directions)].includes(event.key)) return
    if (event.key === "," || event.key === ".") {
      if (!isFilm() && !isVaried()) return
    }
    const action = directions[event.key] ? arrow : actions[event.key]
    if (!action) return
    event.preventDefault()
    action(event)
  })
}

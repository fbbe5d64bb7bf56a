// The views of the page: which one is shown, and how one becomes another.
import { announce, nodesById, page, tellOf } from "./data.js"
import { prefersStillness } from "./elements.js"
import { cards, readFigure } from "./graph.js"
import { figure, currentFigure, fitReadably, figureSize, stagePosition, moveTo, reveal } from "./stage.js"
import { figureTexts } from "./texts.js"

/** What the views are called. */
const names = {
  overview: "Overview", closed: "Modules", opened: "Module", everything: "Every operation",
  backward: "Backward pass", film: "Film", quiz: "Quiz",
  varied: `Other values: ${page.variation?.name}`,
}
/** Figures that were read, by the indices of their views. The first stands in the page. */
const figures = [currentFigure()]
let shown = 0
/** A figure of more cards changes at once. */
const mostMoving = 300

/** The index of the view that is shown. */
export function currentIndex() { return shown }

/** The view that is shown. */
export function currentView() { return page.views[shown] }

/** What a view is called. */
export function viewName(index) {
  const view = page.views[index]
  return view.path === undefined ? names[view.kind] : view.path
}

/** The index of the first view of a kind, or -1. */
export function viewOfKind(kind) { return page.views.findIndex(view => view.kind === kind) }

/** The index of the view in which a module is open, or -1. */
export function viewOfModule(path) { return page.views.findIndex(view => view.path === path || view.otherPaths.includes(path)) }

function figureOf(index) {
  figures[index] ??= document.importNode(
    new DOMParser().parseFromString(figureTexts[index - 1], "image/svg+xml").documentElement, true)
  return figures[index]
}

let drawn
/** The ids of the cards of each view. @returns {Set<number>[]} */
function drawnIds() {
  const ids = text => new Set([...text.matchAll(/ data-id="(\d+)"/g)].map(match => Number(match[1])))
  return (drawn ??= [ids(figures[0].outerHTML), ...figureTexts.map(ids)])
}

/** The node of a card of a view, which may stand for several; null if only the figure knows it. */
export function nodeOfCard(id, index = shown) {
  return page.views[index].nodesById.get(id) ?? nodesById.get(id) ?? null
}

/** Whether a view has a card of a node itself: a module has the id of the first of the nodes that it stands for. */
export function draws(index, node) {
  return drawnIds()[index].has(node.id) && nodeOfCard(node.id, index)?.name === node.name
}

/**
 * Shows a view. Cards that the old and the new one share move from there to here.
 * @param {number} index
 * @param {{keeps?: number|null}} options a card that keeps its position
 */
export function showView(index, { keeps = null } = {}) {
  if (index < 0 || index >= page.views.length) return
  if (index === shown && cards.size) return
  // Between values the cards stay where they are.
  const staysThere = currentView().kind === "varied" && page.views[index].kind === "varied"
  const old = !staysThere && cards.size > 0 && cards.size <= mostMoving && !prefersStillness()
    ? new Map([...cards].map(([id, card]) => [id, card.getBoundingClientRect()])) : null
  const kept = keeps !== null ? old?.get(keeps) ?? null : null
  shown = index
  tellOf(currentView().stop)
  const svg = figureOf(index)
  figure.replaceChildren(svg)
  const { width, height } = figureSize()
  svg.setAttribute("width", width)
  svg.setAttribute("height", height)
  readFigure(svg)
  for (const card of cards.values()) {
    card.setAttribute("role", "button")
    card.setAttribute("tabindex", "-1")
    if (!card.hasAttribute("aria-label")) card.setAttribute("aria-label", card.querySelector("title")?.textContent ?? "")
  }
  cards.values().next().value?.setAttribute("tabindex", "0")
  const { scale } = stagePosition()
  if (!staysThere) fitReadably()
  if (kept && cards.has(keeps) && stagePosition().scale < scale) {
    moveTo(0, 0, scale)
    reveal(cards.get(keeps), { centers: true })
  }
  if (old) moveCards(old)
  announce("view")
}

/** Lets the cards come from where they were. */
function moveCards(old) {
  if (cards.size > mostMoving) return
  const { scale } = stagePosition(), unit = scale * 4 / 3
  for (const [id, card] of cards) {
    const from = old.get(id), to = card.getBoundingClientRect()
    const start = from
      ? { transform: `translate(${(from.x - to.x) / unit}px,${(from.y - to.y) / unit}px)` } : { opacity: 0 }
    card.animate([start, { transform: "none", opacity: 1 }], { duration: 240, easing: "ease-out" })
  }
  for (const arrow of currentFigure().querySelectorAll(".arrow,.group")) {
    arrow.animate([{ opacity: 0 }, { opacity: 0, offset: 0.6 }, { opacity: 1 }], { duration: 320 })
  }
}

/** The view that a card opens, or -1: that of its module. */
export function viewInside(node) {
  const path = node?.module?.path
  return path === undefined || path === "" ? -1 : viewOfModule(path)
}

/** The view around the one that is shown: that of the module around, else the first. */
export function viewAround() {
  const { kind, path } = currentView()
  if (kind !== "opened") return shown === 0 ? viewOfKind("closed") : 0
  const parts = path.split(".")
  while (parts.length > 1) {
    parts.pop()
    const index = viewOfModule(parts.join("."))
    if (index >= 0) return index
  }
  const closed = viewOfKind("closed")
  return closed >= 0 ? closed : 0
}

// The card that is selected, or the two between which the ways are shown.
import { announce, edgesInto, events } from "./data.js"
import { arrows, cards, neighborhood, waysBetween } from "./graph.js"
import { currentFigure, isPressed, reveal, stage, wasDragged } from "./stage.js"
import { currentIndex, currentView, nodeOfCard, showView, viewInside } from "./views.js"

/** The ids of what is selected, at most two. @type {number[]} */
export let selected = []
/** The names of what is selected: the same id may be another thing in another view. */
let selectedNames = []
/** The names of what is found. @type {Set<string>} */
let found = new Set()

/** The node that is selected, as the view that is shown has it. */
export function selectedNode() { return selected.length ? nodeOfCard(selected.at(-1)) : null }

/**
 * Selects a card.
 * @param {number|null} id null for none
 * @param {{isSecond?: boolean, focuses?: boolean, isQuiet?: boolean}} options
 */
export function select(id, { isSecond = false, focuses = false, isQuiet = false } = {}) {
  if (id === null) selected = []
  else if (isSecond && selected.length && selected[0] !== id) selected = [selected[0], id]
  else selected = [id]
  selectedNames = selected.map(each => nodeOfCard(each)?.name)
  light()
  const card = id === null ? null : cards.get(cardFor(id))
  if (card) {
    reveal(card)
    for (const other of currentFigure().querySelectorAll('.card[tabindex="0"]')) other.setAttribute("tabindex", "-1")
    card.setAttribute("tabindex", "0")
    if (focuses) card.focus({ preventScroll: true })
  }
  announce("selection", { isQuiet })
}

/** Marks what was found by a search. */
export function markFound(names) {
  found = new Set(names)
  light()
}

/** The card that shows a node: its own, or that of the operation that computed it. */
function cardFor(id) {
  return [id, ...edgesInto(id).map(edge => edge.from)].find(other => cards.has(other)) ?? null
}

/** Of more cards the others are not dimmed, for a change of all would take the browser a fifth of a second; those beside the selection are marked. */
const mostDimmed = 800

/** Dims what is not selected, not beside it and not found; or marks what is. */
function light() {
  const shown = [...new Set(selected.map(cardFor))].filter(id => id !== null)
  const isQuiz = currentView().kind === "quiz"
  const ways = shown.length === 2 ? waysBetween(...shown) : null
  const lit = ways?.size ? ways : shown.length && !isQuiz ? new Set(shown.flatMap(id => [...neighborhood(id)])) : null
  const isLarge = cards.size > mostDimmed, name = isLarge ? "marked" : "lit"
  currentFigure().classList.toggle("dimmed", lit !== null && !isLarge)
  for (const [id, card] of cards) {
    card.classList.toggle(name, lit?.has(id) ?? false)
    card.classList.toggle("selected", shown.includes(id))
    card.classList.toggle("found", found.has(nodeOfCard(id)?.name))
    card.setAttribute("aria-pressed", String(shown.includes(id)))
  }
  for (const { element, from, to } of arrows) {
    const isLit = ways?.size ? ways.has(from) && ways.has(to) : shown.includes(from) || shown.includes(to)
    element.classList.toggle(name, lit !== null && isLit)
  }
}

/** How many cards lie on the ways between the two that are selected; null if two are not selected. */
export function countOfWays() {
  const shown = selected.map(cardFor).filter(id => id !== null)
  return shown.length === 2 ? waysBetween(...shown).size : null
}

/** Opens the module of a card, and says whether there is a view of it. */
export function open(id) {
  const index = viewInside(nodeOfCard(id))
  if (index < 0 || index === currentIndex()) return false
  select(null, { isQuiet: true })
  showView(index, { keeps: id })
  return true
}

function cardOf(event) { return event.target.closest?.(".card[data-id]") }

/** Listens to clicks, and keeps the selection over changes of the view. */
export function startSelection() {
  stage.addEventListener("click", event => {
    if (wasDragged() || event.target.closest("input,button,.minimap")) return
    const card = cardOf(event)
    const isSecond = event.shiftKey || event.ctrlKey || event.metaKey
    select(card ? Number(card.dataset.id) : null, { isSecond, focuses: true })
  })
  stage.addEventListener("focusin", event => {
    const card = cardOf(event)
    // What is pressed stays under the pointer.
    if (!card || isPressed()) return
    reveal(card)
    if (!selected.includes(Number(card.dataset.id)) && card.matches(":focus-visible")) select(Number(card.dataset.id))
  })
  events.addEventListener("view", () => {
    selected = selected.filter((id, index) => nodeOfCard(id) && nodeOfCard(id).name === selectedNames[index])
    selectedNames = selected.map(id => nodeOfCard(id).name)
    light()
    announce("selection", { isQuiet: true })
  })
}

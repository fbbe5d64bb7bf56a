// What the page shows stands in its address: #open=h.3.attn&select=softmax_1.
import { events, nodesById, page, snapshot } from "./data.js"
import { cards } from "./graph.js"
import { currentStep, isFilm, showStep } from "./film.js"
import { select, selected } from "./selection.js"
import { isVaried, viewOfValue } from "./values.js"
import { currentView, nodeOfCard, showView, viewOfKind, viewOfModule } from "./views.js"

let isReading = false

function addressText() {
  const parts = new URLSearchParams()
  const { kind, path } = currentView()
  if (path !== undefined) parts.set("open", path)
  else if (kind !== "overview" || page.variation) parts.set("view", kind)
  const names = selected.map(id => nodeOfCard(id)?.name).filter(Boolean)
  if (names.length) parts.set("select", names.join(".."))
  if (isVaried()) parts.set("value", page.variation.values[currentView().stop])
  if (isFilm()) parts.set("step", String(currentStep()))
  return `#${parts}`
}

/** Writes the address; a new view is a step back to the old one. */
function write(isNew) {
  if (isReading) return
  const text = addressText()
  if (text === (location.hash || "#")) return
  // A frame in a notebook may have no history.
  try {
    history[isNew ? "pushState" : "replaceState"](null, "", text)
  } catch { /* The page works without. */ }
}

function idOf(name) {
  return (currentView().nodes.find(node => node.name === name) ?? snapshot.nodes.find(node => node.name === name))?.id
}

/** The index of the view that an address names; without a name that of the first value, if there are several; -1 if there is none. */
function wantedView(parts) {
  if (parts.has("value")) return viewOfValue(parts.get("value"))
  if (parts.has("open")) return viewOfModule(parts.get("open"))
  return viewOfKind(parts.get("view") ?? "varied")
}

/** Shows what the address says. */
export function readAddress() {
  isReading = true
  const parts = new URLSearchParams(location.hash.slice(1))
  showView(Math.max(0, wantedView(parts)))
  const ids = (parts.get("select") ?? "").split("..").map(idOf).filter(id => id !== undefined && (cards.has(id) || nodesById.has(id)))
  select(ids[0] ?? null)
  if (ids.length > 1) select(ids[1], { isSecond: true })
  if (isFilm() && parts.has("step")) showStep(Number(parts.get("step")) || 0)
  isReading = false
}

/** Keeps the address in step. */
export function startAddress() {
  events.addEventListener("view", () => write(true))
  // A change of the view changes the selection first, which is no step of its own.
  events.addEventListener("selection", event => { if (!event.detail?.isQuiet) write(false) })
  events.addEventListener("film", () => write(false))
  addEventListener("popstate", readAddress)
  addEventListener("hashchange", readAddress)
}

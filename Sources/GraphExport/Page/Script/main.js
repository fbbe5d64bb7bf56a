// Puts the parts of the page together.
import { events, page, snapshot } from "./data.js"
import { button, element } from "./elements.js"
import { readAddress, startAddress } from "./address.js"
import { filmBar } from "./film.js"
import { cards } from "./graph.js"
import { close, helpDialog, startKeyboard, toggleHelp } from "./keyboard.js"
import { layerChoice } from "./layers.js"
import { nextTheme, savePNG, saveSVG } from "./output.js"
import { inputsPart } from "./inputs.js"
import { panel } from "./panel.js"
import { searchBar } from "./search.js"
import { open, startSelection } from "./selection.js"
import { fit, stage, startMinimap, startStage, zoomBy } from "./stage.js"
import { isVaried, valueBar } from "./values.js"
import { currentIndex, showView, viewAround, viewName, viewOfKind } from "./views.js"

function viewChoice() {
  const choice = element("select", { "aria-label": "View", change: () => showView(Number(choice.value)) })
  const modules = element("optgroup", { label: "Modules" })
  page.views.forEach((view, index) => {
    // Of the values one stands for all; the slider has the others.
    if (view.stop > 0) return;
    (view.kind === "opened" ? modules : choice).append(element("option", { value: index }, viewName(index)))
  })
  if (modules.children.length) choice.append(modules)
  events.addEventListener("view", () => { choice.value = String(isVaried() ? viewOfKind("varied") : currentIndex()); })
  return choice
}

function toolbar() {
  const back = button("Close", close, { title: "Close the module (Escape)" })
  events.addEventListener("view", () => { back.disabled = viewAround() < 0 || viewAround() === currentIndex(); })
  const theme = button("Colors: auto", () => { theme.textContent = `Colors: ${nextTheme()}`; }, { title: "Light or dark" })
  return element("header", { id: "toolbar" },
    element("h1", {}, snapshot.title ?? "Computation graph"),
    page.views.length > 1 ? viewChoice() : null, back, searchBar(), layerChoice(),
    element("span", { class: "buttons" },
      button("Fit", fit, { title: "The whole figure (f)" }),
      button("+", () => zoomBy(1.25), { "aria-label": "Larger", title: "Larger (+)" }),
      button("−", () => zoomBy(0.8), { "aria-label": "Smaller", title: "Smaller (-)" }),
      button("SVG", saveSVG, { title: "Save this view as SVG" }),
      button("PNG", savePNG, { title: "Save this view as PNG" }),
      button("Print", () => print(), { title: "Print this view" }), theme,
      button("?", toggleHelp, { "aria-label": "Keys", title: "Keys (?)" })))
}

function startPage() {
  document.documentElement.classList.add("scripted")
  const details = panel(inputsPart())
  stage.setAttribute("aria-label", "Figure")
  stage.before(toolbar())
  stage.after(details, filmBar(), valueBar(), helpDialog())
  startStage()
  startSelection()
  startMinimap(events, () => cards)
  stage.addEventListener("dblclick", event => {
    const card = event.target.closest(".card[data-id]")
    const frame = stage.getBoundingClientRect()
    if (!card || !open(Number(card.dataset.id))) zoomBy(1.6, event.clientX - frame.x, event.clientY - frame.y)
  })
  startKeyboard()
  readAddress()
  startAddress()
}

startPage()

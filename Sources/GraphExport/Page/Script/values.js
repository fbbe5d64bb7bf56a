// One computation with several values of an input or a setting, between which a slider chooses.
import { events, page, snapshot } from "./data.js"
import { element } from "./elements.js"
import { onlyNumber, tensorNumberText } from "./numbers.js"
import { symbolOf } from "./symbols.js"
import { currentView, showView, viewOfKind } from "./views.js"

const values = page.variation?.values ?? []
const firstOfValues = viewOfKind("varied")
const valueSlider = element("input", {
  type: "range", min: 0, max: values.length - 1, "aria-label": page.variation?.name ?? "",
  input: () => showView(firstOfValues + Number(valueSlider.value)),
})
const saidValue = element("output", { "aria-live": "polite" })
const barOfValues = element("div", { class: "steps", id: "values", hidden: true }, valueSlider, saidValue)

/** Whether the computation is shown with another value. */
export function isVaried() { return currentView().kind === "varied" }

/** The index of the view of a value, as the address has it; -1 if there is none. */
export function viewOfValue(value) { return values.includes(value) ? firstOfValues + values.indexOf(value) : -1 }

/** Goes on to another value, or back. */
export function valueBy(count) {
  showView(firstOfValues + Math.max(0, Math.min(values.length - 1, currentView().stop + count)))
}

/** `loss = 0.25`, where the result is a single number. */
function resultWords() {
  const root = snapshot.nodes.find(node => node.tensor?.isRoot)
  const value = root && onlyNumber(root.tensor.value)
  return value === undefined ? "" : `${symbolOf(snapshot, root.id)} = ${tensorNumberText(value, root.tensor.dtype)}`
}

/** The bar below the figure. */
export function valueBar() {
  events.addEventListener("view", () => {
    barOfValues.hidden = !isVaried()
    if (!isVaried()) return
    const { stop } = currentView(), words = `${page.variation.name} = ${values[stop]}`
    valueSlider.value = String(stop)
    valueSlider.setAttribute("aria-valuetext", words)
    saidValue.textContent = [words, resultWords()].filter(Boolean).join(", ")
  })
  return barOfValues
}

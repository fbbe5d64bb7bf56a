// The inputs of a computation of single numbers, as sliders and number fields.

import { button, element } from "./elements.js"
import { tensorNumberText } from "./numbers.js"
import { makeReplay } from "./replay.js"
import { snapshotIndex, symbolOf } from "./symbols.js"

/** A round number that is at least as large. */
function roundUp(size) {
  const unit = 10 ** Math.floor(Math.log10(size))
  return [1, 2, 5, 10].find(each => each * unit >= size) * unit
}

/** From where to where a slider goes, and its steps. */
function sliderRange(value, dtype) {
  if (dtype === "bool") return { min: 0, max: 1, step: 1 }
  const reach = roundUp(Math.max(1, 2 * Math.abs(Number.isFinite(value) ? value : 0)))
  return /^u?int/.test(dtype) ? { min: -reach, max: reach, step: 1 } : { min: -reach, max: reach, step: reach / 200 }
}

const groups = [
  ["Inputs", tensor => tensor.role === "input"],
  ["Parameters", tensor => tensor.role === "parameter" || tensor.role === "buffer"],
  ["Constants", tensor => !["input", "parameter", "buffer"].includes(tensor.role)],
]

/** The row of a leaf: its name, a number field and a slider. */
function leafRow(snapshot, replay, id, changed) {
  const { tensor } = snapshotIndex(snapshot).nodes.get(id)
  const isConstant = tensor.role === "constant" && !tensor.label
  const name = isConstant ? snapshotIndex(snapshot).nodes.get(id).name : symbolOf(snapshot, id)
  const { min, max, step } = sliderRange(replay.recorded(id), tensor.dtype)
  const field = element("input", { type: "number", step: "any", id: `live-${id}`, autocomplete: "off" })
  const slider = element("input", { type: "range", min, max, step, "aria-label": `${name}, slider` })
  const show = value => {
    field.value = Number.isFinite(value) ? String(Number(value.toPrecision(6))) : ""
    slider.min = Math.min(min, value)
    slider.max = Math.max(max, value)
    slider.value = value
    slider.setAttribute("aria-valuetext", tensorNumberText(value, tensor.dtype))
  }
  const take = (text, other) => {
    const value = Number(text)
    if (text === "" || !Number.isFinite(value)) return field.setAttribute("aria-invalid", "true")
    field.removeAttribute("aria-invalid")
    replay.set(id, value)
    slider.setAttribute("aria-valuetext", tensorNumberText(replay.value(id), tensor.dtype))
    other.value = other === field ? String(Number(value.toPrecision(6))) : text
    changed()
  }
  field.addEventListener("input", () => take(field.value, slider))
  slider.addEventListener("input", () => take(slider.value, field))
  field.addEventListener("change", () => show(replay.value(id)))
  show(replay.recorded(id))
  const row = element("div", { class: name.length > 7 ? "live-leaf long" : "live-leaf" }, element("label", { for: field.id }, name), slider, field)
  return { row, reset: () => { replay.set(id, replay.recorded(id)); show(replay.recorded(id)) } }
}

/**
 * Shows the leaves of a computation, and tells of each change.
 * @param {HTMLElement} container
 * @param {{snapshot: object, numbersChanged: (replay: object) => void}} context
 * @returns {object | undefined} The replay; nothing where the computation can't be replayed, which is said then.
 */
export function showLive(container, context) {
  const { snapshot } = context
  const replay = makeReplay(snapshot)
  container.replaceChildren()
  if (replay.unknown.length || !replay.leaves.length) {
    container.append(element("p", {}, `These inputs can't be changed here: there is no rule for ${replay.unknown.join(", ") || "anything"}.`))
    return undefined
  }
  const status = element("output", { class: "live-result", role: "status" })
  const root = snapshot.nodes.find(node => node.tensor?.isRoot)
  let [frame, saying] = [0, 0]
  const say = () => {
    status.textContent = root ? `${symbolOf(snapshot, root.id)} = ${tensorNumberText(replay.value(root.id), root.tensor.dtype)}` : ""
  }
  const changed = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0
      replay.run()
      context.numbersChanged(replay)
      // Those who listen hear the result when the slider rests.
      clearTimeout(saying)
      saying = setTimeout(say, 250)
    })
  }
  const resets = []
  for (const [title, belongs] of groups) {
    const ids = replay.leaves.filter(id => belongs(snapshotIndex(snapshot).nodes.get(id).tensor))
    if (!ids.length) continue
    const rows = ids.map(id => leafRow(snapshot, replay, id, changed))
    resets.push(...rows.map(row => row.reset))
    const group = element("details", { class: "live-group" }, element("summary", {}, title), ...rows.map(({ row }) => row))
    group.open = title !== "Constants" && ids.length <= 24
    container.append(group)
  }
  const reset = button("Reset", () => {
    resets.forEach(each => each())
    changed()
  })
  container.append(element("div", { class: "live-foot" }, reset, status))
  replay.run()
  say()
  return replay
}

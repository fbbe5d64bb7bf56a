// The stage: where the figure lies and how large it is.
import { element, prefersStillness } from "./elements.js"
import { announce } from "./data.js"

/** The part of the window that shows the figure. */
export const stage = document.getElementById("stage")
/** What is moved and scaled. */
export const figure = document.getElementById("figure")
const position = { x: 0, y: 0, scale: 1 }
let resting = 0
/** Whether nobody has moved the figure since it was fitted into the stage. */
let isFitted = false
const [least, most] = [0.02, 12]

/** The figure that is shown. @returns {SVGSVGElement} */
export function currentFigure() { return figure.querySelector("svg") }

/** The width and the height of the figure at scale 1, in pixels. */
export function figureSize() {
  const { width, height } = currentFigure().viewBox.baseVal
  return { width: width * 4 / 3, height: height * 4 / 3 }
}

function apply() {
  figure.style.transform = `translate(${position.x}px,${position.y}px) scale(${position.scale})`
  // A layer of its own moves fast, and is drawn sharp again at rest.
  figure.style.willChange = "transform"
  clearTimeout(resting)
  resting = setTimeout(() => { figure.style.willChange = ""; }, 200)
  announce("stage")
}

/** Where the figure lies. */
export function stagePosition() { return { ...position } }

/** Moves the figure by pixels. */
export function panBy(x, y) {
  position.x += x
  position.y += y
  isFitted = false
  apply()
}

/** Moves the figure there. */
export function moveTo(x, y, scale = position.scale) {
  Object.assign(position, { x, y, scale })
  isFitted = false
  apply()
}

/** Scales the figure around a point of the stage. */
export function zoomBy(factor, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
  const scale = Math.min(most, Math.max(least, position.scale * factor))
  const real = scale / position.scale
  moveTo(x - (x - position.x) * real, y - (y - position.y) * real, scale)
}

/** Shows the whole figure; not larger than it is. */
export function fit() {
  const { width, height } = figureSize()
  const scale = Math.min(1.5, (stage.clientWidth - 24) / width, (stage.clientHeight - 24) / height)
  moveTo((stage.clientWidth - width * scale) / 2, (stage.clientHeight - height * scale) / 2, scale)
}

/** Shows the figure so large that it can be read: all of it, or its beginning. */
export function fitReadably() {
  fit()
  if (position.scale < 0.55) {
    const { width } = figureSize()
    const scale = Math.min(1, Math.max(0.55, (stage.clientWidth - 24) / width))
    moveTo(Math.max(12, (stage.clientWidth - width * scale) / 2), 12, scale)
  }
  isFitted = true
}

/** Where cards lie, in pixels of the figure. @type {WeakMap<Element, number[]>} */
const boxes = new WeakMap()

/** The left and upper edge, the width and the height of a card, in pixels of the figure; measured once, for cards stay where they are. */
function boxOf(card) {
  if (!boxes.has(card)) {
    const outer = currentFigure().querySelector(".figure")?.transform.baseVal.consolidate()?.matrix
    const { x, y, width, height } = card.getBBox()
    boxes.set(card, [x + (outer?.e ?? 0), y + (outer?.f ?? 0), width, height].map(points => points * 4 / 3))
  }
  return boxes.get(card)
}

/** Whether a card lies in the part of the figure that the stage shows, or close to it. */
export function isInSight(card) {
  const [left, top, width, height] = boxOf(card)
  const { x, y, scale } = position, margin = 100
  return x + (left + width) * scale > -margin && x + left * scale < stage.clientWidth + margin
    && y + (top + height) * scale > -margin && y + top * scale < stage.clientHeight + margin
}

/** Brings an element of the figure into sight. */
export function reveal(shown, { centers = false } = {}) {
  // Where it will be, if the figure is still on its way.
  figure.classList.remove("gliding")
  const box = shown.getBoundingClientRect(), frame = stage.getBoundingClientRect()
  const isInside = box.left >= frame.left + 8 && box.right <= frame.right - 8
    && box.top >= frame.top + 8 && box.bottom <= frame.bottom - 8
  if (isInside && !centers) return
  if (!prefersStillness()) {
    figure.classList.add("gliding")
    setTimeout(() => figure.classList.remove("gliding"), 220)
  }
  panBy(frame.x + frame.width / 2 - box.x - box.width / 2, frame.y + frame.height / 2 - box.y - box.height / 2)
}

const pointers = new Map()
let moved = 0

/** Whether the pointer was dragged since it went down, so that a click is none. */
export function wasDragged() { return moved > 5 }

function pointIn(event) {
  const frame = stage.getBoundingClientRect()
  return { x: event.clientX - frame.x, y: event.clientY - frame.y }
}

/** Whether a button or a finger is down. */
export function isPressed() { return pointers.size > 0 }

/** Listens to mouse, touch and wheel. */
export function startStage() {
  stage.addEventListener("wheel", event => {
    event.preventDefault()
    const { x, y } = pointIn(event)
    const pixels = event.deltaMode === 1 ? 16 : 1
    if (event.shiftKey) panBy(-(event.deltaX || event.deltaY) * pixels, 0)
    else zoomBy(Math.exp(-event.deltaY * pixels * (event.ctrlKey ? 0.01 : 0.0015)), x, y)
  }, { passive: false })
  stage.addEventListener("pointerdown", event => {
    if (event.target.closest("input,button,select")) return
    if (!pointers.size) moved = 0
    pointers.set(event.pointerId, pointIn(event))
  })
  addEventListener("pointermove", event => {
    const old = pointers.get(event.pointerId)
    if (!old) return
    const now = pointIn(event)
    moved += Math.abs(now.x - old.x) + Math.abs(now.y - old.y)
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)[1]
      const before = Math.hypot(old.x - other.x, old.y - other.y)
      const after = Math.hypot(now.x - other.x, now.y - other.y)
      if (before > 0) zoomBy(after / before, (now.x + other.x) / 2, (now.y + other.y) / 2)
      panBy((now.x - old.x) / 2, (now.y - old.y) / 2)
    } else if (wasDragged() || event.pointerType !== "mouse") {
      stage.classList.add("dragging")
      panBy(now.x - old.x, now.y - old.y)
    }
    pointers.set(event.pointerId, now)
  })
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, event => {
      pointers.delete(event.pointerId)
      if (!pointers.size) stage.classList.remove("dragging")
    })
  }
  new ResizeObserver(() => (isFitted ? fitReadably() : announce("stage"))).observe(stage)
}

const map = element("canvas", { class: "minimap", "aria-hidden": "true" })
let mapScale = 1
/** Gives the cards of the view that is shown. */
let cardsOfMap = () => new Map()

/** The map of the whole figure in a corner, where the stage shows a part of it. */
export function startMinimap(events, cards) {
  stage.append(map)
  const jump = event => {
    if (event.buttons !== 1) return
    event.stopPropagation()
    const frame = map.getBoundingClientRect()
    const { scale } = position, factor = scale / mapScale
    moveTo(
      stage.clientWidth / 2 - (event.clientX - frame.x) * factor,
      stage.clientHeight / 2 - (event.clientY - frame.y) * factor)
  }
  map.addEventListener("pointerdown", jump)
  map.addEventListener("pointermove", jump)
  let waiting = 0
  const draw = () => {
    waiting = 0
    drawMinimap()
  }
  const later = () => { waiting ||= requestAnimationFrame(draw) }
  events.addEventListener("stage", later)
  events.addEventListener("view", later)
  cardsOfMap = cards
}

function drawMinimap() {
  const { width, height } = figureSize()
  const { x, y, scale } = position
  const isWhole = x >= -1 && y >= -1 && x + width * scale <= stage.clientWidth + 1 && y + height * scale <= stage.clientHeight + 1
  map.hidden = isWhole || cardsOfMap().size < 12 || stage.clientWidth < 500
  if (map.hidden) return
  mapScale = Math.min(160 / width, 160 / height)
  const ratio = devicePixelRatio
  map.width = Math.max(24, width * mapScale) * ratio
  map.height = Math.max(24, height * mapScale) * ratio
  map.style.width = `${map.width / ratio}px`
  const context = map.getContext("2d"), style = getComputedStyle(document.body)
  context.scale(ratio * mapScale, ratio * mapScale)
  context.fillStyle = style.getPropertyValue("--page-line")
  for (const card of cardsOfMap().values()) context.fillRect(...boxOf(card))
  // What is seen of the figure.
  const [left, top] = [Math.max(0, -x / scale), Math.max(0, -y / scale)]
  const right = Math.min(width, (stage.clientWidth - x) / scale), bottom = Math.min(height, (stage.clientHeight - y) / scale)
  context.fillStyle = context.strokeStyle = style.getPropertyValue("--page-accent")
  context.lineWidth = 3 / mapScale
  context.globalAlpha = 0.18
  context.fillRect(left, top, right - left, bottom - top)
  context.globalAlpha = 1
  context.strokeRect(left, top, right - left, bottom - top)
}

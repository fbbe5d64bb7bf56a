// The view that is shown as a file, and the colors of the page.
import { announce, snapshot } from "./data.js"
import { currentFigure, figureSize } from "./stage.js"
import { currentView } from "./views.js"

/** The figure with its style sheet, as a file of its own. */
export function figureText() {
  const svg = currentFigure().cloneNode(true)
  svg.classList.remove("dimmed")
  for (const lit of svg.querySelectorAll(".lit,.marked,.selected,.found")) lit.classList.remove("lit", "marked", "selected", "found")
  for (const card of svg.querySelectorAll(".card")) {
    card.setAttribute("role", "img")
    card.removeAttribute("aria-pressed")
  }
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style")
  const chosen = document.documentElement.dataset.theme
  // A choice of the reader holds in the file too.
  if (chosen) svg.setAttribute("data-theme", chosen)
  const rules = document.getElementById("figure-style").textContent
  style.textContent = chosen ? rules.replaceAll(/\[data-theme=(light|dark)\] \.sg/g, "[data-theme=$1].sg") : rules
  svg.insertBefore(style, svg.querySelector("desc")?.nextSibling ?? svg.firstChild)
  return new XMLSerializer().serializeToString(svg)
}

function fileName(ending) {
  const { kind, path } = currentView()
  const words = [snapshot.title ?? "figure", kind === "overview" ? null : path ?? kind].filter(Boolean).join("-")
  return `${words.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")}.${ending}`
}

function save(blob, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10000)
}

/** Saves the view as SVG. */
export function saveSVG() { save(new Blob([figureText()], { type: "image/svg+xml" }), fileName("svg")) }

/** Saves the view as PNG, two pixels for each of the page, as far as a bitmap can be that large. */
export async function savePNG() {
  const { width, height } = figureSize()
  const scale = Math.min(2, 16000 / width, 16000 / height)
  const image = new Image()
  image.src = URL.createObjectURL(new Blob([figureText()], { type: "image/svg+xml" }))
  await image.decode()
  const canvas = document.createElement("canvas")
  canvas.width = width * scale
  canvas.height = height * scale
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
  URL.revokeObjectURL(image.src)
  canvas.toBlob(blob => save(blob, fileName("png")))
}

/** From the reader's setting to light, to dark, and back. */
export function nextTheme() {
  const root = document.documentElement
  const next = { undefined: "light", light: "dark", dark: undefined }[root.dataset.theme]
  if (next) root.dataset.theme = next
  else delete root.dataset.theme
  announce("theme")
  return next ?? "auto"
}

// The film: the backward pass by keys and a slider.
import { announce, events, page } from "./data.js"
import { button, element } from "./elements.js"
import { cards } from "./graph.js"
import { currentFigure, reveal } from "./stage.js"
import { currentView, showView, viewOfKind } from "./views.js"

let step = 0, playing = 0
const slider = element("input", { type: "range", min: 0, "aria-label": "Step of the film", input: () => showStep(Number(slider.value)) })
const sentence = element("output", { "aria-live": "polite" })
const play = button("▶", () => (playing ? stop() : start()), { "aria-label": "Play", title: "Play (space)" })
const bar = element("div", { class: "steps", id: "film", hidden: true },
  button("◀", () => stepBy(-1), { "aria-label": "Step back", title: "Step back (,)" }), play,
  button("▶︎|", () => stepBy(1), { "aria-label": "Step on", title: "Step on (.)" }), slider, sentence)

/** Whether the film is shown. */
export function isFilm() { return currentView().kind === "film" }

/** The frame that is shown. */
export function currentStep() { return step }

/** The bar below the film. */
export function filmBar() {
  events.addEventListener("view", () => {
    stop()
    bar.hidden = !isFilm()
    if (!isFilm()) return
    slider.max = String(currentView().captions.length - 1)
    showStep(Math.min(step, currentView().captions.length - 1))
  })
  return bar
}

/** Shows a frame. */
export function showStep(number) {
  const { captions } = currentView()
  step = Math.max(0, Math.min(captions.length - 1, number))
  const svg = currentFigure()
  const film = [...svg.classList].find(name => /^film\d/.test(name))
  svg.style.animation = "none"
  svg.style.setProperty(`--${film}`, String(step))
  slider.value = String(step)
  slider.setAttribute("aria-valuetext", captions[step])
  sentence.textContent = captions[step]
  const card = cards.get(currentView().cardsAtWork[step])
  if (card) reveal(card)
  announce("film")
}

/** Goes on or back. */
export function stepBy(count) {
  stop()
  showStep(step + count)
}

/** Starts or stops. */
export function togglePlay() {
  if (!isFilm()) showView(viewOfKind("film"))
  if (isFilm()) playing ? stop() : start()
}

function start() {
  if (step >= page.views[viewOfKind("film")].captions.length - 1) step = -1
  const next = () => {
    showStep(step + 1)
    if (step >= currentView().captions.length - 1) stop()
  }
  next()
  playing ||= setInterval(next, 1000)
  say("❚❚", "Pause")
}

function stop() {
  clearInterval(playing)
  playing = 0
  say("▶", "Play")
}

function say(sign, words) {
  play.textContent = sign
  play.setAttribute("aria-label", words)
}

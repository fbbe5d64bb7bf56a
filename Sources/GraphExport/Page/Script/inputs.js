// The inputs that a reader can change, and the figure that follows them.

import { announce, events, snapshot } from "./data.js"
import { element } from "./elements.js"
import { showNumbers } from "./figureNumbers.js"
import { showLive } from "./live.js"
import { makeReplay } from "./replay.js"
import { currentFigure, isInSight } from "./stage.js"
import { currentView } from "./views.js"

/** The views whose numbers follow the inputs. */
const followers = ["overview", "closed", "opened", "everything"]
/** The computation with the numbers that it has now; undefined as long as they are the recorded ones. */
let replayed

/** The computation with other inputs, or undefined. */
export function currentReplay() { return currentView().kind === "varied" ? undefined : replayed }

const note = element("p", { class: "note", hidden: true },
  "Modules and the arrows at them show no gradients now; open the module, or choose another view.")

function follow() {
  const isShown = replayed && followers.includes(currentView().kind)
  note.hidden = !isShown || !showNumbers(currentFigure(), snapshot, replayed, isInSight)
}

/** The inputs as sliders and fields; null where the computation can't be computed again in the page. */
export function inputsPart() {
  const { unknown, leaves } = makeReplay(snapshot)
  if (unknown.length || !leaves.length) return null
  const container = element("div")
  showLive(container, {
    snapshot,
    numbersChanged: replay => {
      replayed = replay
      follow()
      announce("numbers")
    },
  })
  events.addEventListener("view", follow)
  return element("details", { class: "inputs", open: true }, element("summary", {}, "Change the inputs"), container, note)
}

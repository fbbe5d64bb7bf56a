// Layers: the cards colored by a number, which stands on each of them.
import { differences, events, nodesById, page } from "./data.js"
import { element, svgElement } from "./elements.js"
import { cards } from "./graph.js"
import { numberText, toNumber } from "./numbers.js"
import { gradientNorm, normOf } from "./search.js"
import { currentFigure } from "./stage.js"
import { nodeOfCard } from "./views.js"

const severities = { note: 1, warning: 2, error: 3 }

/** What a card can be colored by: a number of its node, or NaN. */
const layers = {
  "gradient norm": gradientNorm,
  "value norm": node => normOf(node.tensor?.value),
  "difference": node => toNumber(differences.get(node.id)?.largestShare ?? NaN) || NaN,
  "time": node => costOf(node, "time"),
  "flops": node => costOf(node, "flops"),
  "bytes": node => costOf(node, "bytes"),
  "saved bytes": node => costOf(node, "saved"),
  "value of a file": node => costOf(node, "value"),
  "findings": node => page.findings.filter(finding => finding.id === node.id)
    .reduce((worst, finding) => Math.max(worst, severities[finding.severity]), 0) || NaN,
}

/** What a node takes forward and backward together, or NaN where that is not known. */
function costOf(node, kind) {
  const sum = node.cost?.[kind]
  return !sum || (sum.unknown && !sum.known) ? NaN : toNumber(sum.forward ?? 0) + toNumber(sum.backward ?? 0)
}

let layer = ""

/** The choice of a layer, of those for which the computation has numbers. */
export function layerChoice() {
  const nodes = [...nodesById.values(), ...page.views.flatMap(view => view.nodes)]
  const known = Object.keys(layers).filter(name => nodes.some(node => !Number.isNaN(layers[name](node))))
  events.addEventListener("view", draw)
  return element("select", {
    "aria-label": "Layer", title: "Color the cards by a number",
    change: event => {
      layer = event.target.value
      draw()
    },
  }, element("option", { value: "" }, "No layer"), ...known.map(name => element("option", { value: name }, name)))
}

function draw() {
  const svg = currentFigure()
  svg.classList.toggle("layered", layer !== "")
  for (const badge of svg.querySelectorAll(".layer-number")) badge.remove()
  if (!layer) return
  const numbers = new Map([...cards.keys()].map(id => {
    const node = nodeOfCard(id)
    return [id, node ? layers[layer](node) : NaN]
  }))
  const finite = [...numbers.values()].filter(value => Number.isFinite(value) && value > 0)
  const [least, most] = [Math.min(...finite), Math.max(...finite)]
  // Over more than three powers of ten, shares of the logarithm say more.
  const isWide = most / least > 1000
  const share = value => (isWide ? Math.log(value / least) / Math.log(most / least) : value / most)
  for (const [id, value] of numbers) {
    const card = cards.get(id)
    const heat = value > 0 && Number.isFinite(value) ? 0.06 + 0.34 * share(value) : 0
    card.style.setProperty("--heat", String(Number.isNaN(value) ? 0 : heat))
    if (Number.isNaN(value)) continue
    const box = card.getBBox()
    const words = layer === "findings" ? Object.keys(severities)[value - 1] : numberText(value)
    card.append(svgElement("text", {
      class: "layer-number", x: box.x + box.width, y: box.y - 2, "text-anchor": "end", "font-size": 8,
    }, words))
  }
}

// The cards of the view that is shown, and the arrows between them.

/** The cards by the ids of their nodes. @type {Map<number, SVGGElement>} */
export let cards = new Map()
let after = new Map(), before = new Map()
/** The arrows, with the cards at their ends. */
export let arrows = []

/** Reads a figure. */
export function readFigure(svg) {
  cards = new Map([...svg.querySelectorAll(".card[data-id]")].map(card => [Number(card.dataset.id), card]))
  arrows = [...svg.querySelectorAll(".arrow[data-from]")].map(arrow => (
    { element: arrow, from: Number(arrow.dataset.from), to: Number(arrow.dataset.to) }))
  after = new Map()
  before = new Map()
  for (const { from, to } of arrows) {
    after.set(from, [...(after.get(from) ?? []), to])
    before.set(to, [...(before.get(to) ?? []), from])
  }
}

/** The cards that arrows from a card lead to. */
export function cardsAfter(id) { return after.get(id) ?? [] }

/** The cards from which arrows lead to a card. */
export function cardsBefore(id) { return before.get(id) ?? [] }

/** The card itself and those beside it. */
export function neighborhood(id) { return new Set([id, ...cardsAfter(id), ...cardsBefore(id)]) }

/** Every card that can be reached from a card, itself too. */
function reachable(id, next) {
  const found = new Set([id]), waiting = [id]
  while (waiting.length) {
    for (const other of next(waiting.pop())) {
      if (!found.has(other)) {
        found.add(other)
        waiting.push(other)
      }
    }
  }
  return found
}

/** The cards on all ways from one card to another, in whichever direction there are any; an empty set if there is none. */
export function waysBetween(first, second) {
  for (const [from, to] of [[first, second], [second, first]]) {
    const ahead = reachable(from, cardsAfter)
    if (ahead.has(to)) {
      const back = reachable(to, cardsBefore)
      return new Set([...ahead].filter(id => back.has(id)))
    }
  }
  return new Set()
}

/** What is said of a card: its label without the numbers. */
export function cardName(card) { return (card.querySelector("title")?.textContent ?? "").split("\n")[0] }

/** The middle of a card on the screen. */
export function middle(card) {
  const box = card.getBoundingClientRect()
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/**
 * The card to go to from another by an arrow key: along an arrow that leads that way, else the nearest that lies there.
 * @param {number} id
 * @param {{x: number, y: number}} way a unit vector
 */
export function cardToward(id, way) {
  const start = middle(cards.get(id))
  const best = (ids, spread) => {
    let [found, least] = [null, Infinity]
    for (const other of ids) {
      if (other === id || !cards.has(other)) continue
      const { x, y } = middle(cards.get(other))
      const along = (x - start.x) * way.x + (y - start.y) * way.y
      const aside = Math.abs((x - start.x) * way.y) + Math.abs((y - start.y) * way.x)
      const length = along + 2 * aside
      if (along > 1 && aside < spread * along && length < least) [found, least] = [other, length]
    }
    return found
  }
  return best(neighborhood(id), 1.5) ?? best(neighborhood(id), 6) ?? best(cards.keys(), 1.5)
}

// Measures the ways of the arrows of the figure that the page shows: functions that scripts/check-figures calls.

// Samples along a line are so many pixels apart.
const step = 1.5;

// Places along the line of an arrow, in pixels of the page; its head is left out.
function placesAlong(path) {
  const matrix = path.getScreenCTM();
  const length = path.getTotalLength();
  const count = Math.max(2, Math.ceil(length / step));
  return Array.from({ length: count + 1 }, (_, index) =>
    path.getPointAtLength((length * index) / count).matrixTransform(matrix),
  );
}

// The line of an arrow; Graphviz's arrowheads are polygons.
function line(arrow) {
  return arrow.querySelector("path");
}

function isInside(place, box, margin = 0) {
  return (
    place.x > box.left + margin && place.x < box.right - margin && place.y > box.top + margin && place.y < box.bottom - margin
  );
}

// The part of a text's box that letters fill: a font's box is taller.
function letters(text) {
  const { left, right, top, bottom } = text.getBoundingClientRect();
  const space = 0.2 * (bottom - top);
  return { left, right, top: top + space, bottom: bottom - space };
}

// Whether something opaque is painted over the arrow at a place.
function isCovered(place, path) {
  for (const element of document.elementsFromPoint(place.x, place.y)) {
    if (element === path) return false;
    if (element.matches(shapes) && !element.closest(".arrow")) {
      const fill = getComputedStyle(element).fill;
      if (fill !== "none" && light(fill).isOpaque && path.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) {
        return true;
      }
    }
  }
  return false;
}

// The numbers of the cards at the ends of an arrow: those whose boxes its line touches.
function isEnd(card, places) {
  const box = card.getBoundingClientRect();
  const around = { left: box.left - 9, right: box.right + 9, top: box.top - 9, bottom: box.bottom + 9 };
  return isInside(places[0], around) || isInside(places[places.length - 1], around);
}

// What arrows run through: words, and cards that they do not join; and heads that belong to no arrow.
function crossings() {
  const words = texts()
    .filter((text) => !text.closest(".picture"))
    .map((text) => ({ text, box: letters(text) }));
  const cards = [...document.querySelectorAll(".card")].map((card) => ({ card, box: card.getBoundingClientRect() }));
  const found = [...document.querySelectorAll("path")]
    .filter((path) => !path.closest(".arrow") && getComputedStyle(path).markerEnd !== "none")
    .map((path) => `the head of an arrow stands on ${path.closest(".card")?.querySelector("title")?.textContent.split("\n")[0]}`);
  for (const arrow of document.querySelectorAll(".arrow")) {
    const path = line(arrow);
    if (!path) continue;
    const places = placesAlong(path);
    const name = arrow.querySelector("title")?.textContent.split("\n")[0];
    for (const { text, box } of words) {
      if (!text.closest(".card") && places.some((place) => isInside(place, box) && !isCovered(place, path))) {
        found.push(`${name} runs through ${label(text)}`);
      }
    }
    for (const { card, box } of cards) {
      if (places.some((place) => isInside(place, box, 2)) && !isEnd(card, places)) {
        found.push(`${name} runs through the card of ${card.querySelector("title")?.textContent.split("\n")[0]}`);
      }
    }
  }
  return found;
}

// By how many right angles all arrows turn in sum.
function bends() {
  let sum = 0;
  for (const arrow of document.querySelectorAll(".arrow")) {
    const path = line(arrow);
    if (!path) continue;
    const places = placesAlong(path);
    let last;
    for (let index = 4; index < places.length; index += 4) {
      const direction = Math.atan2(places[index].y - places[index - 4].y, places[index].x - places[index - 4].x);
      if (last !== undefined) {
        const turn = Math.abs(direction - last);
        sum += Math.min(turn, 2 * Math.PI - turn);
      }
      last = direction;
    }
  }
  return sum / (Math.PI / 2);
}

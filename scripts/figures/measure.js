// Measures every text of the figure that the page shows: functions that scripts/check-figures calls.

const shapes = "path, polygon, ellipse, rect, circle";

function sizeOfFigure() {
  const { width, height } = document.documentElement.getBoundingClientRect();
  return [width, height];
}

function texts() {
  return [...document.querySelectorAll("text")].filter((text) => text.textContent.trim());
}

// What a reader would call the text, to find it again.
function label(text) {
  const owner = text.closest(".card, .group, .arrow");
  const title = owner?.querySelector("title")?.textContent.split("\n")[0];
  return `“${text.textContent}”` + (title && title !== text.textContent ? ` on ${title}` : "");
}

// How far the first box reaches out of the second, in points.
function overhang(box, around) {
  const unit = 4 / 3;
  return (
    Math.max(around.left - box.left, box.right - around.right, around.top - box.top, box.bottom - around.bottom) / unit
  );
}

// The smallest shape that the text's middle lies in, of those that belong to the same card, group or figure.
function boxAround(text, box) {
  const owner = text.closest(".card, .group, .title") ?? text.closest(".figure");
  const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const boxes = [...owner.children]
    .flatMap((child) => (child.matches(shapes) ? [child] : child.matches("a") ? [...child.querySelectorAll(shapes)] : []))
    .map((shape) => shape.getBoundingClientRect())
    .filter((around) => around.left < x && x < around.right && around.top < y && y < around.bottom)
    .filter((around) => around.width > 0.5 * box.width && around.height > 0.5 * box.height);
  boxes.sort((a, b) => a.width * a.height - b.width * b.height);
  return boxes[0];
}

// How much of two boxes lies on each other, in points to the side.
function overlap(a, b) {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  // Lines may touch: a font's box is taller than its letters.
  return high > 0.35 * Math.min(a.height, b.height) ? (wide * 3) / 4 : 0;
}

// Where each text stands in a font, against its box, its neighbors and the width that it would like to have.
function places(font) {
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = font ? `svg, text { font-family: ${font} !important }` : "";
  document.documentElement.append(style);
  const all = texts();
  const boxes = all.map((text) => text.getBoundingClientRect());
  const found = all.map((text, place) => {
    const around = boxAround(text, boxes[place]);
    return { label: label(text), overhang: around ? overhang(boxes[place], around) : Infinity, overlap: 0 };
  });
  // A label of an arrow lies in no card; any other text shares its card with others.
  const cards = [...document.querySelectorAll(".card")].map((card) => card.getBoundingClientRect());
  all.forEach((text, place) => {
    if (!text.closest(".arrow")) return;
    found[place].overlap = Math.max(0, ...cards.map((card) => overlap(boxes[place], card)));
  });
  const owners = all.map((text) => (text.closest(".picture") ? null : text.closest(".card, .group, .title, .figure")));
  for (let a = 0; a < all.length; a++) {
    for (let b = a + 1; b < all.length; b++) {
      if (!owners[a] || owners[a] !== owners[b]) continue;
      found[a].overlap = Math.max(found[a].overlap, overlap(boxes[a], boxes[b]));
    }
  }
  // Without the width that the layout asks for, the font shows its own.
  const given = all.filter((text) => text.hasAttribute("textLength"));
  const widths = given.map((text) => text.getAttribute("textLength"));
  given.forEach((text) => text.removeAttribute("textLength"));
  const own = given.reduce((sum, text) => sum + text.getComputedTextLength(), 0);
  given.forEach((text, place) => text.setAttribute("textLength", widths[place]));
  const layout = widths.reduce((sum, width) => sum + Number(width), 0);
  style.remove();
  return { texts: found.map((text) => ({ ...text, overhang: Math.min(text.overhang, 1e6) })), width: own / layout };
}

function light(color) {
  const channels = color.match(/[\d.]+/g).map(Number);
  const [red, green, blue] = channels.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return { luminance: 0.2126 * red + 0.7152 * green + 0.0722 * blue, isOpaque: (channels[3] ?? 1) === 1 };
}

// The color of what is painted behind a place, or the page's white.
function colorBehind(x, y) {
  for (const element of document.elementsFromPoint(x, y)) {
    if (!element.matches(shapes)) continue;
    const { fill, stroke } = getComputedStyle(element);
    const place = new DOMPoint(x, y).matrixTransform(element.getScreenCTM().inverse());
    // The cells of pictures are thick lines.
    if (element.closest(".cells")) {
      if (element.isPointInStroke(place)) return stroke;
      continue;
    }
    if (fill !== "none" && element.isPointInFill(place)) return fill;
  }
  return "rgb(255, 255, 255)";
}

// The size of each text in points, and its contrast with what is behind it.
function looks() {
  return texts().map((text) => {
    const { left, width, top, height } = text.getBoundingClientRect();
    const color = getComputedStyle(text).fill;
    const ink = light(color);
    const contrasts = [0.02, 0.5, 0.98].map((share) => {
      const ground = light(colorBehind(left + share * width, top + height / 2));
      if (!ink.isOpaque || !ground.isOpaque) return 0;
      const [dark, bright] = [ink.luminance, ground.luminance].sort((a, b) => a - b);
      return (bright + 0.05) / (dark + 0.05);
    });
    const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().d * 0.75;
    return { label: label(text), size, contrast: Math.min(...contrasts), isMark: !!text.closest(".picture") };
  });
}

function number(card) {
  return [...card.classList].find((name) => /^n\d+$/.test(name));
}

// The number of each card, and its middle; from now on, cards light up at once.
function cards() {
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = "* { transition: none !important }";
  document.documentElement.append(style);
  return [...document.querySelectorAll(".card")].map((card) => {
    const { left, top, width, height } = card.getBoundingClientRect();
    return { number: number(card), x: left + width / 2, y: top + height / 2 };
  });
}

// Which cards and how many arrows stand out.
function lit() {
  const isLit = (element) => getComputedStyle(element).opacity === "1";
  return {
    cards: [...document.querySelectorAll(".card")].filter(isLit).map(number),
    arrows: [...document.querySelectorAll(".arrow")].filter(isLit).length,
  };
}

// How many colors a PNG in base 64 has, and the mean of its channels, from 0 to 255.
async function pixels(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const colors = new Set();
  let sum = 0;
  for (let place = 0; place < data.length; place += 4) {
    colors.add((data[place] << 16) | (data[place + 1] << 8) | data[place + 2]);
    sum += data[place] + data[place + 1] + data[place + 2];
  }
  return { colors: colors.size, brightness: sum / (data.length / 4) / 3 };
}

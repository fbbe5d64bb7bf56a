// The texts that the program wrote into the page: what it knows of the computation, and the figures of all views but the first.

/** Nothing of a page is fetched, so the texts of a large one are compressed within it. */
async function unpacked(text) {
  const signs = atob(text), bytes = new Uint8Array(signs.length)
  for (let index = 0; index < signs.length; index += 1) bytes[index] = signs.charCodeAt(index)
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))
  return (await new Response(stream).text()).split("\0")
}

const packed = document.getElementById("page-texts")
const plain = () => [...document.querySelectorAll('#page-data, script[type="image/svg+xml"]')].map(text => text.textContent)

/** @type {[string, ...string[]]} The data as JSON; and each figure as SVG, in the order of the views. */
export const [dataText, ...figureTexts] = packed ? await unpacked(packed.textContent) : plain()

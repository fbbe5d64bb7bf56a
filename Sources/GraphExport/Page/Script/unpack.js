// The only script that stands in the page as it is. It unpacks the others, with all that they show; the page's policy knows both by their
// fingerprints, and lets no other one run.

/** The texts that are compressed in the page: by zlib, in Base64, one after the other. */
async function partsOfPage() {
  const signs = atob(document.getElementById("page-parts").textContent), bytes = new Uint8Array(signs.length)
  for (let index = 0; index < signs.length; index += 1) bytes[index] = signs.charCodeAt(index)
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))
  return (await new Response(stream).text()).split("\0")
}

/** Puts an element with a text into the page. */
function put(name, text) {
  const element = document.createElement(name)
  element.textContent = text
  document.head.append(element)
}

async function start() {
  const [script, style, colors, ...texts] = await partsOfPage()
  document.getElementById("figure-style").textContent = colors
  put("style", style)
  window.pageTexts = texts
  put("script", script)
}

// Browsers from before 2023 show the overview.
if (window.DecompressionStream) start()

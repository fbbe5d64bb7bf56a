// What the program wrote into the page, as unpack.js has left it.

/** @type {[string, ...string[]]} The data as JSON; and each figure but the first as SVG, in the order of the views. */
export const [dataText, ...figureTexts] = window.pageTexts

// In place of inputs.js, on a page whose computation can't be done again: most of the script is about that.

/** The computation with other inputs: none. */
export function currentReplay() { return undefined }

/** The inputs as sliders and fields: none. */
export function inputsPart() { return null }

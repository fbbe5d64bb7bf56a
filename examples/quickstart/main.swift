// The library in a few lines.

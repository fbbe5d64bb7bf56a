// The text of the file.
extension Page {
  /// The whole page.
  ///
  /// Without scripts it is the overview. Nothing in it is fetched: the policy forbids it, and allows no script but the two whose
  /// fingerprints it has.
  ///
  /// - Throws: `SnapshotError` where the snapshot contradicts itself.
  func html() throws -> String {
    let title = drawing.snapshot.title ?? "computation graph"
    let script = PageScript.script(for: drawing.snapshot)
    let style = ThemeStyle(drawing.theme)
    let policy =
      "default-src 'none'; script-src '\(PageScript.unpack.fingerprint)' '\(script.fingerprint)'; style-src 'unsafe-inline'; img-src data: blob:"
    let parts = PageParts(
      script: script.text, style: PageScript.style,
      colors: (style.rules + style.choiceRules).joined(separator: "\n"), data: try data(),
      figures: views.dropFirst().map(\.svg))
    let lines = [
      "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
      "<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
      "<title>\(Quoting.xml(title))</title>", "<style>\n\(PageScript.plainStyle)</style>",
      "<style id=\"figure-style\">\n\(overviewRules)\n</style>", "</head>", "<body>",
      "<main id=\"stage\"><div id=\"figure\">", views[0].svg + "</div></main>", parts.element,
      "<script>\(PageScript.unpack.text)</script>", "</body>", "</html>",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The colors of the overview, for a page without scripts.
  private var overviewRules: String {
    var style = ThemeStyle(drawing.theme)
    style.used = PaintClass.used(in: views[0].svg)
    return style.rules.joined(separator: "\n")
  }
}

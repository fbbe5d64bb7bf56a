// The text of the file.
extension Page {
  /// The whole page.
  ///
  /// Without scripts it is the overview. Nothing in it is fetched: the policy forbids it, and allows no script but the one whose
  /// fingerprint it has.
  ///
  /// - Throws: `SnapshotError` where the snapshot contradicts itself.
  func html() throws -> String {
    let title = drawing.snapshot.title ?? "computation graph"
    let script = PageScript.script(for: drawing.snapshot)
    let style = ThemeStyle(drawing.theme)
    let rules = (style.rules + style.choiceRules).joined(separator: "\n")
    let policy =
      "default-src 'none'; script-src '\(script.fingerprint)'; style-src 'unsafe-inline'; img-src data: blob:"
    var lines = [
      "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
      "<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
      "<title>\(Quoting.xml(title))</title>",
      "<style>\n\(PageScript.style)</style>", "<style id=\"figure-style\">\n\(rules)\n</style>",
      "</head>", "<body>", "<main id=\"stage\"><div id=\"figure\">",
      views[0].svg + "</div></main>",
    ]
    lines += PageTexts(data: try data(), figures: views.dropFirst().map(\.svg)).elements
    lines += ["<script>\(script.text)</script>", "</body>", "</html>"]
    return lines.joined(separator: "\n") + "\n"
  }
}

/// The style sheet of a theme: colors as variables, of which those of `auto` follow the reader's setting; programs that do not know
/// variables take the colors before.
struct ThemeStyle {
  private let theme: Theme
  /// Whether the class of each property and each paint is used; all of them, unless somebody knows better.
  var used = PaintClass.properties.map { _ in Paint.all.map { _ in true } }
  /// Whether there are cells of pictures, pictures that are images, and arrows with markers for their heads.
  var (hasCells, hasImages, hasMarkers) = (true, true, true)

  init(_ theme: Theme) { self.theme = theme }

  /// The class of the figure: figures of several themes may stand on one page.
  var name: String { "sg-\(theme.name)" }

  /// A line for each rule.
  var rules: [String] {
    let paints = Paint.all.indices.filter { paint in used.contains { $0[paint] } }
    var rules = [".\(name){\(variables(of: theme.palette, paints))}"]
    if let dark = theme.darkPalette {
      rules.append("@media (prefers-color-scheme:dark){.\(name){\(variables(of: dark, paints))}}")
    }
    for paint in paints {
      for property in used.indices where used[property][paint] {
        let name = PaintClass.names[property][paint].text
        let color = color("\(PaintClass.properties[property])", Paint.all[paint])
        rules.append(".\(name){\(color)}")
      }
    }
    if hasCells { rules.append(".smolgrad .cells{shape-rendering:crispEdges}") }
    if hasImages {
      rules.append(".smolgrad image{image-rendering:pixelated}")
      if theme.darkPalette != nil {
        rules.append(
          "@media (prefers-color-scheme:dark){.\(name) .on-light{display:none}.\(name) .on-dark{display:inline}}"
        )
      }
    }
    if hasMarkers {
      rules += [
        ".smolgrad .arrow>path{fill:none}",
        // Pictures of values have the class `value` too.
        // Spelled out, for some programs know no `:is`.
        ".\(name) .arrow.value>path,.\(name) .arrow.tie>path{\(color("stroke", .arrow));marker-end:url(#\(name)-head)}",
        ".smolgrad .tie>path{stroke-dasharray:1.5 2.5}",
      ]
    }
    return rules
  }

  /// The rules by which a page shows the figure in light or dark colors whatever the reader's setting is, as its root says in `data-theme`.
  var choiceRules: [String] {
    guard let dark = theme.darkPalette else { return [] }
    let all = Array(Paint.all.indices)
    let images = { (shown: String, hidden: String) in
      ".\(name) .on-\(hidden){display:none}[data-theme=\(shown)] .\(name) .on-\(shown){display:inline}"
    }
    return [
      "[data-theme=light] .\(name){\(variables(of: theme.palette, all))}",
      "[data-theme=dark] .\(name){\(variables(of: dark, all))}",
      "[data-theme=light] \(images("light", "dark"))",
      "[data-theme=dark] \(images("dark", "light"))",
    ]
  }

  private func variables(of palette: Palette, _ paints: [Int]) -> String {
    paints.map { Paint.all[$0] }.map { "--\($0.className):\(palette[$0].hex)" }
      .joined(separator: ";")
  }

  /// The declaration of a color, for programs that know variables and for others.
  private func color(_ property: String, _ paint: Paint) -> String {
    "\(property):\(theme.palette[paint].hex);\(property):var(--\(paint.className))"
  }
}

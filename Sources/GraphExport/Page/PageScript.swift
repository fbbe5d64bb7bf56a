/// The script and the style sheet of a page, which are the files of `Page/Script` and `Page/Style`.
enum PageScript {
  /// The files of the script, each behind those that it imports from.
  private static let modules: [[UInt8]] = [
    PackageResources.data_js, PackageResources.numbers_js, PackageResources.elements_js,
    PackageResources.graph_js, PackageResources.stage_js, PackageResources.views_js,
    PackageResources.selection_js, PackageResources.symbols_js, PackageResources.fittedText_js,
    PackageResources.formulas_js, PackageResources.functions_js, PackageResources.rules_js,
    PackageResources.replay_js, PackageResources.figureNumbers_js, PackageResources.live_js,
    PackageResources.quiz_js, PackageResources.inputs_js, PackageResources.search_js,
    PackageResources.arrays_js, PackageResources.panel_js, PackageResources.layers_js,
    PackageResources.film_js, PackageResources.output_js, PackageResources.address_js,
    PackageResources.keyboard_js, PackageResources.main_js,
  ]

  /// The whole script: the modules in one scope, without the lines by which they import from each other.
  static let text: String = {
    let lines = modules.flatMap { module in
      String(decoding: module, as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: true)
    }
    let words = lines.compactMap { line -> Substring? in
      if line.hasPrefix("import ") { return nil }
      // A comment on a line of its own, which readers of the module need.
      let start = line.drop { $0 == " " }
      if start.hasPrefix("//") || start.hasPrefix("/**") || start.hasPrefix("*") { return nil }
      return start.hasPrefix("export ") ? start.dropFirst("export ".count) : start
    }
    return "(() => {\n\"use strict\";\n" + words.joined(separator: "\n") + "\n})();"
  }()

  /// The style sheet of the page around the figure.
  static let style = [
    PackageResources.page_css, PackageResources.live_css, PackageResources.quiz_css,
  ].map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
}

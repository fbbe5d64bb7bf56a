/// A script of a page, which is made of files of `Page/Script`.
struct PageScript {
  /// The whole script: the modules in one scope, without the lines by which they import from each other.
  let text: String
  /// The SHA-256 of the text in Base64, by which a browser knows that it is ours.
  let fingerprint: String

  /// The script of a page whose inputs can be changed.
  static let withInputs = PageScript(
    text(of: first + replay + last), fingerprint: Fingerprints.withInputs)
  /// The script of other pages, which is little more than half as long.
  static let withoutInputs = PageScript(
    text(of: first + [PackageResources.noInputs_js] + last), fingerprint: Fingerprints.withoutInputs
  )

  /// The script that unpacks the others.
  static let unpack = PageScript(
    text(of: [PackageResources.unpack_js]), fingerprint: Fingerprints.unpack)

  /// The script that a page of a snapshot needs.
  static func script(for snapshot: GraphSnapshot) -> PageScript {
    ReplayedOperations.unknown(in: snapshot).isEmpty ? withInputs : withoutInputs
  }

  private init(_ text: String, fingerprint: String) {
    self.text = text
    self.fingerprint = fingerprint
  }

  // The files, each behind those that it imports from.
  private static let first: [[UInt8]] = [
    PackageResources.numbers_js,
    PackageResources.symbols_js,
    PackageResources.texts_js,
    PackageResources.data_js,
    PackageResources.elements_js,
    PackageResources.graph_js,
    PackageResources.stage_js,
    PackageResources.views_js,
    PackageResources.selection_js,
    PackageResources.formulas_js,
    PackageResources.quiz_js,
  ]
  private static let replay: [[UInt8]] = [
    PackageResources.fittedText_js, PackageResources.functions_js, PackageResources.rules_js,
    PackageResources.replay_js, PackageResources.figureNumbers_js, PackageResources.live_js,
    PackageResources.inputs_js,
  ]
  private static let last: [[UInt8]] = [
    PackageResources.search_js, PackageResources.arrays_js, PackageResources.panel_js,
    PackageResources.layers_js, PackageResources.film_js, PackageResources.values_js,
    PackageResources.output_js,
    PackageResources.address_js, PackageResources.keyboard_js, PackageResources.main_js,
  ]

  private static func text(of modules: [[UInt8]]) -> String {
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
  }

  /// The style sheet of the page around the figure.
  static let style = [
    PackageResources.page_css, PackageResources.live_css, PackageResources.quiz_css,
  ].map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
  /// The style sheet of the page without scripts.
  static let plainStyle = String(decoding: PackageResources.plain_css, as: UTF8.self)
}

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a figure says, so that it can be told later whether it is still true, and what has changed.
///
/// It travels inside the figure's file. Nothing in it depends on the layout, which is another with each version of Graphviz.
package struct FigureFacts: Hashable, Sendable, Codable {
  /// More nodes than these are compared in number and look alone.
  static let nodeLimit = 4000

  /// The command that drew the figure.
  package var command: String
  /// The name below the figure.
  package var title: String?
  /// A fingerprint of everything that the figure looks like but numbers and positions, as far as it depends on the numbers: which cards
  /// warn of what, which arrows are negative.
  var look: String
  /// A fingerprint of everything but numbers and positions, and of the code that draws it; nil in figures of version 0.1.0.
  var plan: String?
  /// How many nodes there are.
  var count: Int
  /// The nodes in their order.
  var nodes: [NodeFacts]

  /// The facts of a figure that has yet to be drawn.
  package init(
    of drawing: Drawing, as format: Format, output: Drawing.Output = .init(), command: String
  ) {
    let snapshot = drawing.visible
    let diagram = drawing.diagram(of: snapshot, drawing.drawnOptions)
    self.command = command
    title = diagram.title
    look = Self.look(of: drawing, diagram, as: format, output)
    plan = DrawingPlan.fingerprint(of: drawing, as: format)
    count = snapshot.nodes.count
    let shown = snapshot.nodes.prefix(Self.nodeLimit)
    let positions = Dictionary(zip(shown.map(\.id), shown.indices)) { first, _ in first }
    var inputs = [[String]](repeating: [], count: shown.count)
    for edge in snapshot.edges.sorted(by: { $0.position < $1.position }) {
      guard let from = positions[edge.from], let to = positions[edge.to] else { continue }
      inputs[to].append(shown[from].name)
    }
    let builder = DiagramBuilder(snapshot, drawing.drawnOptions)
    nodes = shown.indices.flatMap { position in
      let node = shown[position]
      let pictured = node.module.map(builder.picturedTensors) ?? []
      return [NodeFacts(of: node, inputs: inputs[position], drawing.options)]
        + pictured.map { tensor in
          let name = "\(node.name).\(tensor.role == .parameter ? tensor.label ?? "" : "result")"
          let inside = GraphSnapshot.Node(id: node.id, name: name, content: .tensor(tensor))
          return NodeFacts(of: inside, inputs: [], drawing.options)
        }
    }
  }

  private static func look(
    of drawing: Drawing, _ diagram: Diagram, as format: Format, _ output: Drawing.Output
  ) -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(format.name)
    if format.isBitmap { fingerprint.add("\(output.pixelSize)") }
    if let film = drawing.film { fingerprint.add("\(film)") }
    fingerprint.add(withoutNumbers: DOTWriter.withColorCodes(diagram).dot)
    let theme = drawing.theme
    fingerprint.add("\(theme.cells)")
    for palette in [theme.palette, theme.darkPalette].compactMap(\.self) {
      for paint in diagram.paints { fingerprint.add(palette[paint].hex) }
    }
    return fingerprint.text
  }
}

// As text.
extension FigureFacts {
  /// The facts as a line of JSON, of plain ASCII that means nothing in XML.
  var json: Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // Strings, numbers that may be anything, and lists of them: all of it can be written.
    let json = (try? encoder.encode(self)) ?? Data("{}".utf8)
    return Data(String(decoding: json, as: UTF8.self).utf16.flatMap(Self.plain))
  }

  /// A UTF-16 code unit of JSON as such, or as an escape: what is unusual occurs in strings alone.
  private static func plain(_ unit: UInt16) -> [UInt8] {
    if let byte = UInt8(exactly: unit), (0x20..<0x7f).contains(byte), !"<>&".utf8.contains(byte) {
      return [byte]
    }
    let digits = String(unit, radix: 16)
    return Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
  }

  /// Reads what `json` wrote; nil if it is nothing of the kind.
  init?(json: Data) {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let facts = try? decoder.decode(FigureFacts.self, from: json) else { return nil }
    self = facts
  }
}

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where `dot` puts everything, so that several diagrams can be drawn there.
struct DotLayout {
  /// The question, in DOT.
  let dot: String
  private let diagram: Diagram

  /// - Parameter diagram: the cards, arrows and groups; what stands below a figure is left out.
  init(_ diagram: Diagram) {
    var question = diagram
    (question.title, question.caption, question.legend, question.playback) = (nil, nil, [], nil)
    self.diagram = question
    dot = DOTWriter.withColorCodes(question).dot
  }

  /// Graphviz's answer, as far as it is read.
  ///
  /// Source: https://graphviz.org/docs/outputs/json
  private struct Answer: Decodable {
    var objects: [Object]?
    var edges: [Edge]?

    struct Object: Decodable {
      var name: String
      var pos: String?
      var width: String?
      var height: String?
      var bb: String?
      var lp: String?
      var lwidth: String?
      var lheight: String?
    }

    struct Edge: Decodable {
      var id: String?
      var pos: String?
      var lp: String?
    }
  }

  /// Where everything lies, and the width and the height of each card in points.
  typealias Result = (placement: Placement, sizes: [(width: Double, height: Double)])

  /// Reads the answer, which is JSON; nil if it is not whole.
  func result(fromJSON json: String) -> Result? {
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(json.utf8)) else {
      return nil
    }
    var cards: [Int: (Placement.Point, width: Double, height: Double)] = [:]
    var placement = Placement(
      centers: [], routes: diagram.arrows.map { _ in [] }, direction: diagram.direction)
    for object in answer.objects ?? [] {
      if let id = SVGName.number(object.name, after: "cluster_") {
        let numbers = object.bb?.split(separator: ",") ?? []
        guard numbers.count == 4, let low = Placement.Point(numbers[..<2]),
          let high = Placement.Point(numbers[2...])
        else { continue }
        let size = [object.lwidth, object.lheight].compactMap { $0.flatMap(Double.init) }
        placement.boxes[id] = .init(
          lowerLeft: low, upperRight: high, title: point(object.lp),
          titleSize: size.count == 2 ? .init(x: size[0] * 72, y: size[1] * 72) : nil)
      } else if let id = SVGName.number(object.name, after: "n"), let center = point(object.pos),
        let width = object.width.flatMap(Double.init),
        let height = object.height.flatMap(Double.init)
      {
        cards[id] = (center, width * 72, height * 72)
      }
    }
    placement.curves = diagram.arrows.map { _ in nil }
    for edge in answer.edges ?? [] {
      guard let number = edge.id.flatMap({ SVGName.number($0, after: "arrow") }),
        placement.curves.indices.contains(number)
      else { continue }
      placement.curves[number] = edge.pos.flatMap { Placement.Curve($0) }
      placement.labels[number] = point(edge.lp)
    }
    let found = diagram.cards.compactMap { cards[$0.id] }
    guard found.count == diagram.cards.count, !placement.curves.contains(nil) else { return nil }
    placement.centers = found.map(\.0)
    let sizes = found.map { (width: $0.width, height: $0.height) }
    if !diagram.pairs.isEmpty, !diagram.groups.isEmpty {
      placement.addBoxes(of: diagram, sizes: sizes)
      placement = placement.withTitles(of: diagram.groups)
    }
    return (placement, sizes)
  }

  private func point(_ text: String?) -> Placement.Point? {
    text.flatMap { Placement.Point($0.split(separator: ",")) }
  }
}

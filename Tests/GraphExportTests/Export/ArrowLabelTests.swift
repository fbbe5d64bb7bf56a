import Smolgrad
import Testing

@testable import GraphExport

/// In layers, words stand beside an arrow only where they cross nothing.
@Suite struct ArrowLabelTests {
  /// Where what a diagram shows lies, with cards of a usual size.
  private static func place(
    _ sample: Samples, _ direction: Diagram.Direction
  ) -> (diagram: Diagram, placement: Placement, sizes: [(width: Double, height: Double)]) {
    var options = Diagram.Options()
    options.explanation = .full
    options.direction = direction
    let snapshot = Drawing(of: sample.compute(), capturing: .contributions).snapshot
    let diagram = Diagram(of: snapshot, options)
    let sizes = diagram.cards.map { _ in (width: 70.0, height: 40.0) }
    let labels = diagram.labelSizes
    let placement = Placement(layersOf: diagram, sizes: sizes, labels: labels)
      .withTitles(of: diagram.groups).withLabels(of: diagram, labels, sizes: sizes)
    return (diagram, placement, sizes)
  }

  private static func area(_ center: Placement.Point, _ width: Double, _ height: Double) -> Area {
    Area(
      low: .init(x: center.x - width / 2, y: center.y - height / 2),
      high: .init(x: center.x + width / 2, y: center.y + height / 2))
  }

  private struct Area {
    var low: Placement.Point
    var high: Placement.Point
    func overlaps(_ other: Area) -> Bool {
      low.x < other.high.x && other.low.x < high.x && low.y < other.high.y && other.low.y < high.y
    }
    func holds(_ point: Placement.Point) -> Bool {
      low.x < point.x && point.x < high.x && low.y < point.y && point.y < high.y
    }
  }

  /// Points of an arrow, close together, by de Casteljau's construction.
  private static func points(_ curve: [Placement.Point]) -> [Placement.Point] {
    func between(_ a: Placement.Point, _ b: Placement.Point, _ t: Double) -> Placement.Point {
      .init(x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t)
    }
    return stride(from: 0, to: curve.count - 3, by: 3).flatMap { start in
      (0...60).map { step in
        var corners = Array(curve[start...(start + 3)])
        while corners.count > 1 {
          corners = zip(corners, corners.dropFirst()).map { between($0, $1, Double(step) / 60) }
        }
        return corners[0]
      }
    }
  }

  @Test(arguments: Samples.all, Diagram.Direction.allCases)
  func wordsCrossNothing(sample: Samples, direction: Diagram.Direction) {
    let (diagram, placement, sizes) = Self.place(sample, direction)
    let labels = diagram.labelSizes
    let areas = placement.labels.map { number, center in
      Self.area(center, labels[number]!.x, labels[number]!.y)
    }
    // Some words have room.
    #expect(areas.isEmpty == labels.allSatisfy { $0 == nil })
    for (index, area) in areas.enumerated() {
      for other in areas[(index + 1)...] { #expect(!area.overlaps(other)) }
      for (center, size) in zip(placement.centers, sizes) {
        #expect(!area.overlaps(Self.area(center, size.width, size.height)))
      }
      for number in diagram.arrows.indices {
        #expect(!Self.points(placement.curve(of: number)).contains(where: area.holds))
      }
    }
    let shown = diagram.fitting(placement).arrows.indices.filter {
      diagram.fitting(placement).arrows[$0].label != nil
    }
    #expect(Set(shown) == Set(placement.labels.keys))
  }

  @Test func wordsThatThereIsNoTimeForAreLeftOut() {
    let (diagram, placement, sizes) = Self.place(.aLayer, .down)
    var plain = placement
    plain.labels = [:]
    var asked = 0
    let some = plain.withLabels(of: diagram, diagram.labelSizes, sizes: sizes) {
      asked += 1
      return asked > 1
    }
    #expect(placement.labels.count > 1)
    #expect(some.labels.count == 1)
  }
}

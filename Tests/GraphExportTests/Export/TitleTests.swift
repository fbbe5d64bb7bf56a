import Graphviz
import Smolgrad
import Testing

@testable import GraphExport

/// In formats that nothing can be moved in after the layout, no arrow runs through the title of a module.
@Suite struct TitleTests {
  /// A module in whose middle an arrow comes down from above, and a chain of them.
  private static func diagram(_ depth: Int) -> Diagram {
    var scopes: [GraphSnapshot.Scope] = []
    var nodes: [GraphSnapshot.Node] = []
    var edges: [GraphSnapshot.Edge] = []
    let value = ArraySummary(shape: [], values: [1])
    func tensor(_ scope: Int?) {
      nodes.append(
        .init(
          id: nodes.count, name: "t\(nodes.count)", scope: scope,
          content: .tensor(.init(role: .result, value: value, gradient: .absent(.notComputed)))))
    }
    tensor(nil)
    for number in 0..<depth {
      scopes.append(.init(id: number, type: "AModuleWithALongName", path: "layers.\(number)"))
      // A module of one operation has no box.
      for _ in 0..<2 {
        let input = nodes.count - 1
        nodes.append(
          .init(
            id: nodes.count, name: "exp_\(nodes.count)", scope: number,
            content: .operation(.init(type: "exp"))))
        edges.append(.init(from: input, to: nodes.count - 1, position: 0))
        tensor(number)
        edges.append(.init(from: nodes.count - 2, to: nodes.count - 1, position: 0))
      }
    }
    return Diagram(of: GraphSnapshot(scopes: scopes, nodes: nodes, edges: edges))
  }

  /// Points of a curve, close together.
  private static func points(_ curve: Placement.Curve) -> [Placement.Point] {
    stride(from: 0, to: curve.points.count - 1, by: 3).flatMap { start in
      (0...60).map { step -> Placement.Point in
        let t = Double(step) / 60
        let weights = [
          (1 - t) * (1 - t) * (1 - t), 3 * t * (1 - t) * (1 - t), 3 * t * t * (1 - t), t * t * t,
        ]
        return zip(weights, curve.points[start...]).reduce(into: .init(x: 0, y: 0)) { sum, pair in
          sum.x += pair.0 * pair.1.x
          sum.y += pair.0 * pair.1.y
        }
      }
    }
  }

  /// An arrow whose card stands after its user is written from its head to its tail, also where its way is known already.
  @Test func everyArrowHasItsHead() throws {
    let weights = ["w0", "w1"].map { name in
      let weight = Tensor(2.0, requiresGradient: true).named(name)
      weight.role = .parameter
      weight.path = name
      return weight
    }
    let sum = Scope.entering(type: "Net", name: "") {
      Tensor(3.0).named("a") * weights[0] + Tensor(5.0).named("b") * weights[1]
    }
    let diagram = Diagram(of: GraphSnapshot(of: sum.exp().named("y")))
    let question = DotLayout(diagram)
    let answer = try Renderer.render(question.dot, as: .json)
    let placement = try #require(question.result(fromJSON: answer.text)?.placement)
    let lines = DOTWriter.dot(diagram, theme: .light, placement: placement).split(separator: "\n")
    let arrows = lines.filter { $0.contains(" -> ") }
    #expect(arrows.count == diagram.arrows.count)
    #expect(arrows.contains { $0.contains("dir=back") })
    for arrow in arrows { #expect(arrow.contains("pos=\"s,") == arrow.contains("dir=back")) }
  }

  @Test func arrowsKeepOffTitles() throws {
    let diagram = Self.diagram(4)
    let question = DotLayout(diagram)
    let answer = try Renderer.render(question.dot, as: .json)
    let (plain, sizes) = try #require(question.result(fromJSON: answer.text))
    #expect(sizes.count == diagram.cards.count)
    let hits = { (placement: Placement) in
      placement.boxes.values.count { box in
        guard let middle = box.title, let size = box.titleSize, !box.isTitleOnTop else {
          return false
        }
        return placement.curves.compactMap(\.self).flatMap(Self.points).contains {
          abs($0.x - middle.x) < size.x / 2 && abs($0.y - middle.y) < size.y / 2
        }
      }
    }
    #expect(hits(plain) > 0)
    let free = plain.withFreeTitles
    #expect(hits(free) == 0)
    // What can't be moved stands over the arrows, as a node of its own.
    let covered = free.boxes.filter(\.value.isTitleOnTop).map(\.key)
    let dot = DOTWriter.dot(diagram, theme: .light, placement: free)
    #expect(!covered.isEmpty && covered.allSatisfy { dot.contains("title\($0) [pos=") })
  }

  @Test func wordsAndBoxesBesideArrowsKeepTheirPositions() throws {
    var diagram = Self.diagram(2)
    diagram.arrows[0].label = "words"
    diagram.arrows[1].blank = Diagram.Blank(number: 1)
    let question = DotLayout(diagram)
    let answer = try Renderer.render(question.dot, as: .json)
    let (placement, _) = try #require(question.result(fromJSON: answer.text))
    #expect(placement.labels.count == 2)
    let dot = DOTWriter.dot(diagram, theme: .light, placement: placement)
    #expect(dot.matches(of: /->[^\n]* lp="/).count == 2)
  }
}

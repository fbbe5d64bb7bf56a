import Foundation
import Graphviz
import Smolgrad
import SmolgradNN
import TestSupport
import Testing

@testable import GraphExport

/// Arrows that pass the cards of a module have room in its box.
@Suite struct PassedGroupsTests {
  /// What Graphviz says of a figure's objects: the boxes of modules, and the ways of arrows.
  private struct Layout: Decodable {
    let objects: [Object]
    let edges: [Edge]

    struct Object: Decodable {
      let name: String
      let bb: String?
    }
    struct Edge: Decodable {
      let pos: String
    }

    /// The left, lower, right and upper sides of the box of the innermost module, which is the last one.
    var box: [Double]? {
      objects.last { $0.name.hasPrefix("cluster_") }?.bb?.split(separator: ",").compactMap {
        Double($0)
      }
    }

    /// Points of the curves of arrows, x and y.
    var points: [[Double]] {
      edges.flatMap { edge -> [[Double]] in
        // What begins with a letter is the tip of the head.
        let numbers = edge.pos.split(separator: " ").filter { $0.first?.isLetter == false }
          .map { $0.split(separator: ",").compactMap { Double($0) } }
        return stride(from: 0, to: numbers.count - 1, by: 3).flatMap { start in
          stride(from: 0, through: 1, by: 0.1).map { t in
            let shares = [pow(1 - t, 3), 3 * t * pow(1 - t, 2), 3 * t * t * (1 - t), pow(t, 3)]
            return [0, 1].map { axis in
              zip(shares, numbers[start...]).map { $0 * $1[axis] }.reduce(0, +)
            }
          }
        }
      }
    }
  }

  private func diagram(isResidual: Bool) -> Diagram {
    let x = Tensor.ones([2, 4]).named("x")
    let y = Block(isResidual: isResidual)(x.exp()).named("y")
    return Drawing(GraphSnapshot(of: y)).diagram
  }

  @Test func aResidualArrowStaysInTheBoxOfItsBlock() throws {
    let diagram = diagram(isResidual: true)
    #expect(PassedGroups(diagram).ids == Set(diagram.groups.map(\.id)))
    let json = try Renderer.render(DOTWriter.withColorCodes(diagram).dot, as: .json).bytes
    let layout = try JSONDecoder().decode(Layout.self, from: Data(json))
    let box = try #require(layout.box)
    let inside = layout.points.filter { $0[1] < box[3] }
    #expect(inside.count > 20)
    #expect(inside.allSatisfy { $0[0] > box[0] && $0[0] < box[2] }, "\(box) \(inside)")
  }

  @Test func aChainHasNone() {
    #expect(PassedGroups(diagram(isResidual: false)).ids.isEmpty)
  }
}

extension PassedGroupsTests {
  /// A parameter beside a card is nothing that the data pass.
  @Test func aSecondUseBelowTheFirstIsNoResidualArrow() {
    let x = Tensor(2.0).named("x")
    let y = Neuron()(x.exp()).named("y")
    #expect(PassedGroups(Drawing(GraphSnapshot(of: y)).diagram).ids.isEmpty)
  }
}

/// Uses what it is given at its beginning, and once more beside a parameter.
private final class Neuron: Module {
  let a = Tensor(1.5).asParameter()
  let b = Tensor(0.5).asParameter()

  override func forward(_ x: Tensor) -> Tensor { (x * a).tanh() + x * b }
}

private final class Block: Module {
  let isResidual: Bool

  init(isResidual: Bool) { self.isResidual = isResidual }

  override func forward(_ x: Tensor) -> Tensor {
    let y = x.tanh().sin().cos().tanh()
    return isResidual ? y + x : y
  }
}

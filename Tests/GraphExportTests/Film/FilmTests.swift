import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

/// Each frame of a film against the engine, which is stepped here.
@Suite struct FilmTests {
  /// A computation in which tensors are used once, twice and three times.
  private static func computations() -> [(name: String, root: Tensor)] {
    let a = Tensor(2, requiresGradient: true).named("a")
    let b = Tensor(-3, requiresGradient: true).named("b")
    let c = a * b
    let d = (c + a).named("d")
    let scalars = c * d + a.tanh() * c

    let x = Tensor([[1, -2, 0.5], [3, 0.25, -1]], requiresGradient: true).named("x")
    let w = Tensor([[0.5, 1], [-1, 2], [0.1, 0.3]], requiresGradient: true).named("w")
    let h = x.matmul(w).relu()
    let residual = (h + h * h).sum() + (x * x).mean()

    let v = Tensor([1, 2, 3], requiresGradient: true).named("v")
    let square = v * v
    let u = Tensor([4, 5], requiresGradient: true)
    let product = (u * u).sum() * u.mean()
    return [
      ("scalars", scalars), ("residual", residual), ("vector", square.sum()), ("product", product),
    ]
  }

  @Test func everyFrameIsTheStateOfTheEngine() throws {
    for (name, root) in Self.computations() {
      root.backward()
      let snapshot = GraphSnapshot(of: root, capturing: .contributions)
      let film = try Film(of: snapshot)
      let order = history(of: root)
      // A leaf is one node, a result the second of two.
      var ids: [ObjectIdentifier: Int] = [:]
      var next = 0
      for tensor in order {
        next += tensor.isLeaf ? 1 : 2
        ids[ObjectIdentifier(tensor)] = next - 1
      }
      let operations = order.filter { !$0.isLeaf }
      #expect(film.frames.count == operations.count + 1, "\(name)")

      var sums: [ObjectIdentifier: Tensor] = [ObjectIdentifier(root): Tensor(1)]
      var waiting = operations.reversed()[...]
      for frame in film.frames.indices {
        if frame > 0 {
          let tensor = waiting.removeFirst()
          #expect(film.frames[frame].node == ids[ObjectIdentifier(tensor)]! - 1)
          let shares = tensor.contributions(of: sums[ObjectIdentifier(tensor)]!)
          for (input, share) in zip(tensor.inputs, shares) {
            guard let share else { continue }
            let id = ObjectIdentifier(input)
            sums[id] = sums[id].map { $0 + share } ?? share
          }
        }
        for tensor in order where tensor.requiresGradient {
          let id = ids[ObjectIdentifier(tensor)]!
          let held = sums[ObjectIdentifier(tensor)]
          switch film.gradient(of: id, after: frame) {
          case .pending: #expect(held == nil, "\(name), frame \(frame), node \(id)")
          case .partial(let sum, let shares, let count):
            #expect(shares < count)
            #expect(sum?.elements == held?.doubles(), "\(name), frame \(frame), node \(id)")
          case .complete(let gradient):
            #expect(gradient.elements == held?.doubles(), "\(name), frame \(frame), node \(id)")
            #expect(held?.doubles() == tensor.gradient?.doubles())
          case nil: Issue.record("\(name): node \(id) has a gradient")
          }
        }
      }
    }
  }

  @Test func bothPassesBeginWithTheForwardPass() throws {
    let (_, root) = Self.computations()[0]
    root.backward()
    let snapshot = GraphSnapshot(of: root, capturing: .contributions)
    let film = try Film(of: snapshot, passes: .both)
    let operations = snapshot.nodes.filter { $0.operation != nil }.map(\.id)
    #expect(film.frames.map(\.node) == [nil] + operations + [nil] + operations.reversed())
    #expect(film.frames.map(\.pass).prefix(operations.count + 1).allSatisfy { $0 == .forward })
    #expect(film.frames[1].sentence == "× computes -6 from a and b")
  }

  @Test func sentencesTellTheNumbers() throws {
    let a = Tensor(3, requiresGradient: true).named("a")
    let y = (a * a + a).named("y")
    y.backward()
    let film = try Film(of: GraphSnapshot(of: y, capturing: .contributions))
    #expect(
      film.text == """
        0. the gradient of y for itself is 1
        1. + delivers 1 × 1 = 1 to the result of × (9), 1 × 1 = 1 to a (1 of 3 shares)
        2. × delivers 3 × 1 = 3 to a (2 of 3 shares), 3 × 1 = 3 to a: 4 + 3 = 7

        """)
  }

  @Test func aPartThatIsDrawnAsOneIsOneFrame() throws {
    let outputs = [ModuleNode.Output(shape: [], dtype: "float32")]
    let parts = ["fc1", "fc2"].map { path in
      GraphSnapshot.Content.module(
        .init(
          kind: .module, type: "Linear", path: path, counts: .init(), outputs: outputs,
          gradient: .norms([2])))
    }
    let loss = TensorNode(
      role: .result, label: "loss", isRoot: true, value: ArraySummary(shape: [], values: [3]),
      gradient: .computed(ArraySummary(shape: [], values: [1])))
    let snapshot = GraphSnapshot(
      nodes: zip(0..., parts + [.tensor(loss)]).map { .init(id: $0, name: "n\($0)", content: $1) },
      edges: [.init(from: 0, to: 1, position: 0), .init(from: 1, to: 2, position: 0)])
    #expect(
      try Film(of: snapshot).text == """
        0. the gradient of loss for itself is 1
        1. fc2 delivers to fc1
        2. fc1 computes the gradients of its parameters

        """)
  }

  @Test func withoutGradientsThereIsNoFilm() {
    let y = Tensor(2) * 3
    #expect(throws: FilmError.noGradients) {
      try Film(of: GraphSnapshot(of: y, capturing: .contributions))
    }
    var drawing = Drawing(of: y)
    drawing.film = .init()
    #expect(throws: DrawingError.self) { try drawing.data(as: .svg) }
  }
}

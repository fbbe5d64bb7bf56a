import GraphExport
import Smolgrad
import Testing

/// Operations that no table of names knows, and what views do with them.
@Suite struct TaggedOperationTests {
  /// An operation of a user that passes its input on.
  private func passing(_ name: String, _ x: Tensor, tags: OperationTags) -> Tensor {
    Tensor.recording(
      name, inputs: [x], value: withoutGradients { x * 1 },
      derivatives: [Derivative("{g}") { gradient, _ in gradient }], tags: tags)
  }

  private func snapshot(_ name: String, tags: OperationTags) -> GraphSnapshot {
    let x = Tensor([1, 2], requiresGradient: true).named("x")
    let y = passing(name, x.exp(), tags: tags).sum().named("y")
    y.backward()
    return GraphSnapshot(of: y, capturing: .contributions)
  }

  private func shows(_ name: String, _ snapshot: GraphSnapshot, hiding hidden: GraphView.Hidden)
    throws -> Bool
  {
    try snapshot.applying([.hiding([hidden])]).nodes.contains { $0.operation?.type == name }
  }

  @Test func aViewOfAUserIsHidden() throws {
    for tags in [OperationTags.view, .permutation] {
      let own = snapshot("every_second", tags: tags)
      #expect(try !shows("every_second", own, hiding: .views))
      #expect(try shows("every_second", own, hiding: .casts))
    }
    #expect(try shows("every_second", snapshot("every_second", tags: []), hiding: .views))
  }

  @Test func aCastOfAUserIsHidden() throws {
    let own = snapshot("to_bfloat16", tags: .cast)
    #expect(try !shows("to_bfloat16", own, hiding: .casts))
    #expect(try shows("to_bfloat16", own, hiding: .views))
  }

  @Test func aNameAloneIsNoView() throws {
    let own = snapshot("reshape", tags: [])
    #expect(own.nodes.compactMap(\.operation).contains { $0.type == "reshape" && $0.tags == [] })
    #expect(try shows("reshape", own, hiding: .views))
  }

  /// Of a permutation the gradient has the same elements on both sides, so what it adds is still known where its result is used twice.
  @Test func aPermutationKeepsContributions() throws {
    func contributions(_ tags: OperationTags) throws -> [Bool] {
      let x = Tensor([1, 2], requiresGradient: true).named("x")
      let z = passing("turn", x, tags: tags)
      let y = (z.exp() + z.sin()).sum()
      y.backward()
      let view = try GraphSnapshot(of: y, capturing: .contributions)
        .applying([.hiding([.views])])
      let id = view.nodes.first { $0.tensor?.label == "x" }?.id
      return view.edges.filter { $0.from == id }.map { $0.contribution != nil }
    }
    #expect(try contributions(.permutation) == [true, true])
    #expect(try contributions(.view) == [false, false])
  }

  /// What is added to the gradient has the shape that the hidden operation gave; the snapshot is as good as any.
  @Test func aHiddenPermutationLeavesAValidSnapshot() throws {
    let x = Tensor([[1, 2, 3], [4, 5, 6]], requiresGradient: true).named("x")
    let z = x.reshape(6)
    let y = (z.exp() + z.sin()).sum().named("y")
    y.backward()
    let view = try GraphSnapshot(of: y, capturing: .contributions).applying([.hiding([.views])])
    let id = view.nodes.first { $0.tensor?.label == "x" }?.id
    let contributions = view.edges.filter { $0.from == id }.map { $0.contribution?.value.shape }
    #expect(contributions == [[6], [6]])
    #expect(try GraphSnapshot(json: view.json()) == view)
  }

  @Test(arguments: [OperationTags.view, .permutation, .cast, .mask, []])
  func tagsAreWrittenAndRead(tags: OperationTags) throws {
    let own = snapshot("mine", tags: tags)
    let read = try GraphSnapshot(json: own.json())
    #expect(read == own)
    let operation = try #require(
      read.nodes.lazy.compactMap(\.operation).first { $0.type == "mine" })
    let expected: [OperationNode.Tag]? =
      switch tags {
      case .view: [.view]
      case .permutation: [.permutation]
      case .cast: [.cast]
      case .mask: [.mask]
      default: nil
      }
    #expect(operation.tags == expected)
  }

  /// The engine's operations have the names and the tags of PyTorch's, so their snapshots need not say them.
  @Test func builtInOperationsSayNothingThatTheirNamesSay() {
    let x = Tensor([[1, 2], [3, 4]], requiresGradient: true)
    let parts: [Tensor] = [
      x.reshape(4), x.flatten(), x.unsqueeze(dim: 0).squeeze().reshape(4), x.T.reshape(4),
      x.permute([1, 0]).reshape(4), x.expand([2, 2, 2]).reshape(8), x[0],
      x.select(dim: 0, index: 1),
      x.narrow(dim: 0, start: 0, length: 1).reshape(2), x.split(size: 1)[0].reshape(2),
      x.chunk(2)[1].reshape(2), x.diagonal(), x.double().float().reshape(4),
      x.maskedFill(x .< 2, -Double.infinity).reshape(4), Tensor.where(x .< 2, x, x * 2).reshape(4),
    ]
    let snapshot = GraphSnapshot(of: Tensor.cat(parts))
    for operation in snapshot.nodes.compactMap(\.operation) {
      #expect(operation.tags == nil, "\(operation.type)")
    }
    #expect(snapshot.nodes.contains { $0.operation?.has(.mask) == true })
  }

  /// A split of PyTorch is one operation with several results, and snapshots of older versions have no tags.
  @Test func severalResultsOfAViewAreHidden() throws {
    func tensor(_ id: Int, _ name: String, isRoot: Bool = false) -> GraphSnapshot.Node {
      GraphSnapshot.Node(
        id: id, name: name,
        content: .tensor(
          TensorNode(
            role: id == 0 ? .input : .result, isRoot: isRoot,
            value: ArraySummary(shape: [2], values: [1, 2]), gradient: .absent(.notRequired))))
    }
    func operation(_ id: Int, _ type: String) -> GraphSnapshot.Node {
      GraphSnapshot.Node(
        id: id, name: "\(type)_1", content: .operation(OperationNode(type: type)))
    }
    let whole = GraphSnapshot(
      nodes: [
        tensor(0, "x"), operation(1, "split"), tensor(2, "a"), tensor(3, "b"), operation(4, "add"),
        tensor(5, "y", isRoot: true),
      ],
      edges: [(0, 1, 0), (1, 2, 0), (1, 3, 0), (2, 4, 0), (3, 4, 1), (4, 5, 0)].map {
        GraphSnapshot.Edge(from: $0.0, to: $0.1, position: $0.2)
      })
    let view = try whole.applying([.hiding([.views])])
    #expect(view.nodes.map(\.name) == ["x", "add_1", "y"])
    #expect(
      view.edges.map { [$0.from, $0.to, $0.position] } == [[0, 4, 0], [0, 4, 1], [4, 5, 0]])
    #expect(view.counts == whole.counts)
  }
}

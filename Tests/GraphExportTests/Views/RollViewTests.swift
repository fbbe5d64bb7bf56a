import GraphExport
import Smolgrad
import Testing

@Suite struct RollViewTests {
  /// A stack of blocks, some of which may differ from the others.
  private func stack(
    _ count: Int, keepsAll: Bool = false,
    block: (Int, Tensor, Tensor) -> Tensor = { _, x, w in x + (x * w).tanh() * 0.5 }
  ) -> GraphSnapshot {
    var x = Tensor([1, 2, 3], requiresGradient: true).named("x")
    var all: [Tensor] = []
    let y = Scope.entering(type: "Net", name: "") {
      for number in 0..<count {
        let w = Tensor([0.5, -1, Double(number)], requiresGradient: true)
        w.role = .parameter
        w.path = "h.\(number).w"
        x = Scope.entering(type: "Block", name: "h.\(number)") {
          block(number, x, w)
        }
        all.append(x)
      }
      return keepsAll ? all.dropFirst().reduce(all[0]) { $0 + $1 } : x
    }
    let loss = y.sum().named("loss")
    loss.backward()
    return GraphSnapshot(of: loss)
  }

  private func rolled(_ snapshot: GraphSnapshot) throws -> GraphSnapshot {
    let view = try snapshot.applying([.rolled])
    #expect(view.counts == snapshot.counts, "nothing is lost")
    #expect(SlowGraph(view).isTopological && SlowGraph(view).isConsistent)
    return view
  }

  /// How many calls each scope stands for that stands for several.
  private func counts(_ snapshot: GraphSnapshot) -> [Int] {
    snapshot.scopes.compactMap { $0.repetition?.count }
  }

  @Test func foldsBlocksInARow() throws {
    let whole = stack(4)
    let view = try rolled(whole)
    let block = try #require(view.scopes.first { $0.type == "Block" })
    #expect(block.path == "h.0")
    #expect(block.repetition == Repetition(kind: .modules, count: 4, lastPath: "h.3"))
    #expect(view.scopes.count == 2)
    // One block's nodes are left, each standing for four, in the order of the blocks.
    let weight = try #require(view.nodes.first { $0.name == "h.0.w" })
    let norms = (0..<4).map { number in
      whole.nodes.first { $0.name == "h.\(number).w" }?.tensor?.gradient.summary?.statistics.norm
    }
    #expect(weight.repeats?.count == 4 && weight.repeats?.gradientNorms == norms)
    // What comes in is what the first got, what goes out is what the last gave.
    #expect(
      view.nodes.first { $0.name == "x" }.map { x in view.edges.count { $0.from == x.id } } == 2)
    #expect(view.nodes.last?.tensor?.isRoot == true)
  }

  @Test func collapsesAFoldedBlockWithItsRange() throws {
    let whole = stack(3)
    let view = try whole.applying([.rolled, .depth(.levels(1))])
    let module = try #require(view.nodes.compactMap(\.module).first)
    #expect(module.repetition?.count == 3)
    guard case .norms(let norms) = module.gradient else {
      Issue.record("no norms")
      return
    }
    #expect(norms.count == 3)
    #expect(module.gradient.range == norms.min()!...norms.max()!)
    #expect(module.counts.parameters == 9)
  }

  @Test func foldsInsideOfWhatIsFolded() throws {
    let whole = stack(3) { _, x, w in
      Scope.entering(type: "Inner", name: "b") {
        Scope.entering(type: "Inner", name: "a") { (x * w).tanh() }.exp()
      }
    }
    #expect(counts(try rolled(whole)) == [3])
    let nested = stack(3) { _, x, w in
      let h = Scope.entering(type: "Inner", name: "a") { x.tanh() }
      return Scope.entering(type: "Inner", name: "b") { h.tanh() } * w
    }
    let view = try rolled(nested)
    #expect(counts(view) == [3, 2])
    let inner = try #require(view.nodes.first { $0.operation?.type == "tanh" })
    #expect(inner.repeats?.count == 6)
  }

  /// The one thing that the block in the middle does differently.
  enum Difference: CaseIterable {
    case operation, attribute, shape, type, argument, use, gradient
  }

  @Test(arguments: Difference.allCases) func neverFoldsWhatDiffers(difference: Difference) throws {
    let whole = stack(5, keepsAll: difference == .use) { number, x, w in
      let isOdd = number == 2
      switch difference {
      case .operation: return (isOdd ? x.exp() : x.tanh()) * w
      case .attribute: return x.reshape(1, 3).softmax(dim: isOdd ? 0 : 1).reshape(3) * w
      case .shape: return x.reshape(isOdd ? [3, 1] : [1, 3]).tanh().reshape(3) * w
      case .type: return x.cast(to: isOdd ? .float64 : .float16).tanh().cast(to: .float32) * w
      case .argument: return isOdd ? w - x : x - w
      case .use: return x.tanh() * w
      case .gradient: return isOdd ? x.tanh() * w.detached() : x.tanh() * w
      }
    }
    let view = try rolled(whole)
    if difference == .use {
      #expect(counts(view).isEmpty, "what every block gives is used outside, too")
      return
    }
    #expect(counts(view) == [2, 2])
    let paths = view.scopes.filter { $0.type == "Block" }.map(\.path)
    #expect(paths == ["h.0", "h.2", "h.3"])
  }

  /// A fraction, such as the probability that a block is left out, is no reason to draw it anew: the card says between which numbers it lies.
  @Test func foldsWhatDiffersInAFraction() throws {
    let whole = stack(4) { number, x, w in x * (0.25 + 0.125 * Double(number)) * w }
    let view = try rolled(whole)
    #expect(counts(view) == [4])
    #expect(
      view.scopes.first { $0.type == "Block" }?.attributes
        == [.init(name: "constant", value: "0.25 … 0.625")])
    let texts = DiagramWords.texts(whole, [.rolled, .depth(.levels(1))])
    #expect(texts.contains("constant 0.25 … 0.625"))
  }

  /// The calls of a module with parameters that feed something else than each other, such as an embedding in each step of a loop.
  @Test func foldsCallsSideBySide() throws {
    let w = Tensor([0.5, -1, 2], requiresGradient: true)
    w.role = .parameter
    w.path = "embed.w"
    let loss = Scope.entering(type: "Net", name: "") {
      (0..<4).reduce(Tensor([0.0, 0, 0])) { sum, step in
        let x = Tensor([1.0, Double(step), 3]).named("x\(step)")
        return (sum + Scope.entering(type: "Embed", name: "embed") { x * w }).tanh()
      }.sum()
    }.named("loss")
    loss.backward()
    let view = try rolled(GraphSnapshot(of: loss))
    #expect(counts(view) == [4])
    #expect(view.nodes.count { $0.operation?.type == "mul" } == 1)
  }

  @Test func takesOutWhatIsToStayOpen() throws {
    let view = try stack(6).applying([
      .rolled(expanding: ["h.3"]), .depth(.levels(1), expanding: ["h.3"]),
    ])
    let cards = view.nodes.compactMap(\.module)
    #expect(cards.map(\.path) == ["h.0", "h.4"])
    #expect(cards.compactMap(\.repetition?.count) == [3, 2])
    #expect(view.scopes.contains { $0.path == "h.3" })
  }

  /// A cell of a recurrent network: the same parameters at every step, an input of its own, and a result that is used outside.
  private func unrolled(_ steps: Int, feedsBack: Bool = false) -> GraphSnapshot {
    let w = Tensor([0.5, -1, 2], requiresGradient: true)
    w.role = .parameter
    w.path = "cell.w"
    var h = Tensor([0.0, 0, 0]).named("h")
    var sum = Tensor(0.0)
    var input = Tensor([1.0, 2, 3]).named("x0")
    let loss = Scope.entering(type: "Net", name: "") {
      for step in 0..<steps {
        h = Scope.entering(type: "Cell", name: "cell") { (h * w + input).tanh() }
        sum = sum + h.sum()
        input = feedsBack ? h.exp() : Tensor([1.0, Double(step), 3]).named("x\(step + 1)")
      }
      return sum
    }.named("loss")
    loss.backward()
    return GraphSnapshot(of: loss)
  }

  @Test func foldsCallsOfTheSameModule() throws {
    let whole = unrolled(12)
    let view = try rolled(whole)
    let cell = try #require(view.scopes.first { $0.type == "Cell" })
    #expect(cell.repetition == Repetition(kind: .calls, count: 12, lastPath: "cell"))
    let weight = try #require(view.nodes.first { $0.name == "cell.w" })
    #expect(weight.repeats == nil, "there is only one")
    // Each input is drawn, with its arrow.
    #expect(view.nodes.count { $0.name.hasPrefix("x") } == 12)
    let cards = try whole.applying([.rolled, .depth(.levels(1))]).nodes.compactMap(\.module)
    #expect(cards.map { $0.repetition?.kind } == [.calls])
    #expect(cards[0].counts.parameters == 3)
    #expect(DiagramWords.texts(whole, [.rolled, .depth(.levels(1))]).contains("called 12 times"))
  }

  /// The input of a step is computed from the step before, outside: folded, that would be a cycle.
  @Test func leavesAloneWhatComesBack() throws {
    let whole = unrolled(4, feedsBack: true)
    #expect(counts(try rolled(whole)).isEmpty)
  }

  @Test(arguments: PartialViewTests.seeds) func losesNothing(seed: UInt64) throws {
    let whole = RandomGraph(seed: seed).snapshot
    let view = try rolled(whole)
    if view.scopes.allSatisfy({ $0.repetition == nil }) { #expect(view.nodes == whole.nodes) }
  }
}

enum DiagramWords {
  /// All words on the cards of a view.
  static func texts(_ snapshot: GraphSnapshot, _ views: [GraphView]) -> [String] {
    guard let view = try? snapshot.applying(views) else { return [] }
    return Diagram(of: view).texts
  }
}

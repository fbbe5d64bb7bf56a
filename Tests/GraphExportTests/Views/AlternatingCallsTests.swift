import GraphExport
import Smolgrad
import Testing

/// Blocks that alternate are folded a period at a time.
@Suite struct AlternatingCallsTests {
  /// A stack of blocks with a layer in each, or of blocks without any.
  private func stack(
    _ count: Int, hasLayers: Bool = true, keepsAll: Bool = false,
    operation: (Int, Tensor) -> Tensor
  ) -> GraphSnapshot {
    var x = Tensor([1, 2, 3], requiresGradient: true).named("x")
    var all: [Tensor] = []
    let loss = Scope.entering(type: "Net", name: "") {
      for number in 0..<count {
        let w = Tensor([0.5, -1, Double(number)], requiresGradient: true)
        w.role = .parameter
        w.path = "h.\(number)\(hasLayers ? ".layer" : "").w"
        x = Scope.entering(type: "Block", name: "h.\(number)") {
          let y = operation(number, x)
          return hasLayers ? Scope.entering(type: "Layer", name: "layer") { y * w } : y * w
        }
        all.append(x)
      }
      return (keepsAll ? all.dropFirst().reduce(all[0]) { $0 + $1 } : x).sum()
    }.named("loss")
    loss.backward()
    return GraphSnapshot(of: loss)
  }

  private func rolled(_ whole: GraphSnapshot) throws -> GraphSnapshot {
    let view = try whole.applying([.rolled])
    #expect(view.counts == whole.counts, "nothing is lost")
    #expect(SlowGraph(view).isTopological && SlowGraph(view).isConsistent)
    return view
  }

  /// The scopes that stand for several: type, path and repetition.
  private func folded(_ view: GraphSnapshot) -> [String] {
    view.scopes.compactMap { scope in
      scope.repetition.map {
        "\(scope.type) × \($0.count): \(scope.path) … \($0.lastPath), \(scope.parameterCount)"
      }
    }
  }

  @Test func foldsPeriods() throws {
    let view = try rolled(stack(6) { $0.isMultiple(of: 2) ? $1.tanh() : $1.exp().tanh() })
    #expect(folded(view) == ["2 Block × 3: h.0 … h.5, 6"])
    #expect(view.scopes.map(\.path) == ["", "h.0", "h.0", "h.0.layer", "h.1", "h.1.layer"])
    #expect(view.nodes.filter { $0.operation?.type == "tanh" }.map(\.repeats?.count) == [3, 3])
    let card = try #require(
      try view.applying([.depth(.levels(1))]).nodes.first { $0.module != nil })
    #expect(card.module?.counts.parameters == 18 && card.module?.each.parameters == 6)
  }

  @Test func foldsPeriodsOfSeveralBlocks() throws {
    let view = try rolled(stack(8) { $0 % 4 == 3 ? $1.exp() : $1.tanh() })
    // Inside of a period, what repeats is folded as always.
    #expect(folded(view) == ["4 Block × 2: h.0 … h.7, 12", "Block × 3: h.0 … h.2, 3"])
  }

  /// Numbers in names do not all have as many digits, and not every block belongs to a period.
  @Test func takesPeriodsWhereTheyStand() throws {
    let view = try rolled(
      stack(12) { number, x in
        number == 0 ? x.sin() : number.isMultiple(of: 2) ? x.tanh() : x.exp()
      })
    #expect(folded(view) == ["2 Block × 5: h.1 … h.10, 6"])
    #expect(view.scopes.filter { $0.type == "Block" }.map(\.path) == ["h.0", "h.1", "h.2", "h.11"])
  }

  /// A number that says how a block is built makes it another one.
  @Test func seesSettingsThatAlternate() throws {
    let view = try rolled(
      stack(4) { number, x in x.reshape(3, 1).softmax(dim: number % 2).reshape(3) })
    #expect(folded(view) == ["2 Block × 2: h.0 … h.3, 6"])
  }

  @Test(arguments: [(6, []), (8, ["2 Block × 4: h.0 … h.7, 6"])])
  func foldsBlocksWithoutLayersIfThereAreMany(count: Int, expected: [String]) throws {
    let view = try rolled(
      stack(count, hasLayers: false) { $0.isMultiple(of: 2) ? $1.tanh() : $1.exp() })
    #expect(folded(view) == expected)
  }

  @Test func leavesAloneWhatIsUsedOutside() throws {
    let whole = stack(6, keepsAll: true) { $0.isMultiple(of: 2) ? $1.tanh() : $1.exp() }
    #expect(try rolled(whole) == whole)
  }

  @Test func takesOutWhatIsToStayOpen() throws {
    let whole = stack(10) { $0.isMultiple(of: 2) ? $1.tanh() : $1.exp() }
    let view = try whole.applying([.rolled(expanding: ["h.4"])])
    #expect(folded(view) == ["2 Block × 2: h.0 … h.3, 6", "2 Block × 2: h.5 … h.8, 6"])
  }
}

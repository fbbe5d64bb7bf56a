import GraphExport
import Smolgrad
import Testing

@Suite struct DiagramTests {
  @Test func compactDrawsAnOperationAndItsResultAsOne() {
    let snapshot = GraphSnapshot(of: Samples.neuron())
    var options = Diagram.Options()
    options.detail = .compact
    let diagram = Diagram(of: snapshot, options)
    #expect(diagram.cards.count == snapshot.tensorCount)
    #expect(diagram.arrows.count == 5)
    #expect(diagram.texts.contains("×"))
    let ids = Set(diagram.cards.map(\.id))
    #expect(diagram.arrows.allSatisfy { ids.contains($0.from) && ids.contains($0.to) })
  }

  /// What a diagram says, thing by thing.
  private func statements(_ diagram: Diagram) -> [String] {
    let figure = [diagram.title.map { "title \($0)" }, diagram.caption.map { "caption \($0)" }]
    let items = diagram.items.map { item in
      switch item {
      case .text(let text, _), .pill(let text, _): text
      case .blank(let blank, _): "blank \(blank.number)"
      case .numbers(_, let quantity): "numbers of a \(quantity)"
      case .picture(_, let quantity): "picture of a \(quantity)"
      case .shares: "shares"
      case .gauge: "gauge"
      case .cost: "cost"
      case .faces: "faces"
      }
    }
    // Where only a value has something to show, the half of the gradient is empty.
    return figure.compactMap(\.self) + items.filter { !$0.isEmpty }
      + diagram.groups.map { "box \($0.type)" }
      + diagram.cards.compactMap { $0.group.map { "in box \($0)" } }
      + diagram.arrows.compactMap { $0.label.map { "arrow \($0)" } }
      + diagram.legend.map { "legend \($0.meaning)" }
  }

  /// What the second list has more than the first, in its order.
  private func surplus(of list: [String], over other: [String]) -> [String] {
    var rest = other
    return list.filter { statement in
      guard let index = rest.firstIndex(of: statement) else { return true }
      rest.remove(at: index)
      return false
    }
  }

  /// Whether something that the figure of a layer says belongs to a part of the figure.
  private func belongs(_ statement: String, to part: Diagram.Part) -> Bool {
    let beginnings: [String] =
      switch part {
      case .pictures: ["picture of a ", "legend values from", "legend gradients from"]
      case .statistics: ["‖∇‖ ", "max |∇| "]
      case .health: ["shares", "75 % zero", "legend shares: "]
      case .status: ["∇ not required"]
      case .attributes: ["dims [0]"]
      case .shapes: ["arrow "]
      case .groups: ["box ", "in box "]
      case .title: ["title layer"]
      case .caption: ["caption 6 operations · 9 tensors"]
      case .legend: ["legend "]
      }
    switch part {
    // The mean and the range of a value.
    case .statistics where statement.contains(" ± ") || statement.contains(" … "): return true
    // In the box of `fc`, `fc.weight` is just `weight`.
    case .groups where ["weight", "bias"].contains(statement): return true
    default: return beginnings.contains { statement.hasPrefix($0) }
    }
  }

  @Test(arguments: Diagram.Part.allCases) func leavesAPartOut(part: Diagram.Part) {
    let snapshot = GraphSnapshot(of: Samples.layer(), title: "layer")
    var options = Diagram.Options()
    let whole = statements(Diagram(of: snapshot, options))
    options.parts.remove(part)
    let rest = statements(Diagram(of: snapshot, options))

    let lost = whole.filter { belongs($0, to: part) }
    #expect(!lost.isEmpty)
    #expect(surplus(of: whole, over: rest) == lost)
    let gained = part == .groups ? ["fc.weight", "fc.bias"] : []
    #expect(surplus(of: rest, over: whole) == gained)
  }

  @Test func showsBroadcastAndReductionOnTheArrows() {
    let w = Tensor(0.5, requiresGradient: true).named("w")
    let row = Tensor([[1, 2, 3]]).named("row")
    let x = Tensor([[1, 2, 3], [4, 5, 6]]).named("x")
    let y = ((x * w + row) * 2).sum(dim: 1).named("y")
    let labels = Diagram(of: GraphSnapshot(of: y)).arrows.compactMap(\.label)
    #expect(labels == ["scalar → 2×3", "1×3 → 2×3", "2×3 → 2"])
    let product = x.matmul(Tensor([[1, 2], [3, 4], [5, 6]]))
    #expect(Diagram(of: GraphSnapshot(of: product)).arrows.allSatisfy { $0.label == nil })
  }

  @Test func showsABarWhereMostIsZero() {
    let dead = Tensor([-1, -2, -3, 4, -5], requiresGradient: true).relu().named("h")
    let diagram = Diagram(of: GraphSnapshot(of: dead))
    #expect(
      diagram.items.contains(
        .shares([.init(kind: .zero, fraction: 0.8), .init(kind: .positive, fraction: 0.2)])))
    #expect(diagram.texts.contains("80 % zero"))
  }

  @Test func namesWhatIsNotFinite() {
    let odd = Tensor([.nan, .infinity, -.infinity, 1, .nan]).named("odd")
    #expect(Diagram(of: GraphSnapshot(of: odd)).texts.contains("2 NaN, 1 +Inf, 1 -Inf"))
  }

  @Test func showsEachStatusOfAGradient() {
    let x = Tensor([1, 2], requiresGradient: true).named("x")
    let y = (x * Tensor([1, 2])).sum()
    #expect(Diagram(of: GraphSnapshot(of: y)).texts.contains("∇ not computed"))
    #expect(Diagram(of: GraphSnapshot(of: y)).texts.contains("∇ not required"))
    y.backward()
    x.zeroGradient()
    #expect(Diagram(of: GraphSnapshot(of: y)).texts.contains("∇ cleared"))
    let flat = Tensor([-1, -2], requiresGradient: true).relu().sum()
    flat.backward()
    #expect(Diagram(of: GraphSnapshot(of: flat)).texts.contains("∇ zero"))
  }

  @Test func groupsModulesThatHoldMoreThanOneOperation() {
    let diagram = Diagram(of: GraphSnapshot(of: Samples.layer()))
    #expect(diagram.groups.map(\.type) == ["Net", "Linear"])
    let lonely = Scope.entering(type: "ReLU", name: "") { Tensor([1.0]).relu() }
    #expect(Diagram(of: GraphSnapshot(of: lonely)).groups.isEmpty)
  }

  @Test(arguments: [
    (24.704_081_632_653_06, "24.7041"), (-1.5, "-1.5"), (645.577_259_4, "645.5773"), (0, "0"),
    (-0.0, "0"),
    (1e-5, "1e-5"), (-123_456_789, "-1.235e8"), (0.000_949_9, "9.499e-4"), (3, "3"),
    (999_999.4, "999999.4"),
    (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (0.999_99, "1"),
  ])
  func writesNumbersAsPeopleReadThem(value: Double, text: String) {
    let summary = Samples.single(ArraySummary(shape: [], values: [value], isSinglePrecision: false))
    #expect(Diagram(of: summary).texts.contains(text))
  }
}

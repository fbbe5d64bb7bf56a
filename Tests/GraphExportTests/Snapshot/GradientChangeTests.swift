import GraphExport
import Smolgrad
import Testing

/// What figures show of gradients that hooks changed.
@Suite struct GradientChangeTests {
  /// x = 3, y = x², o = y · 4, where a hook makes 0.5 of the gradient 4 of y.
  private func root(name: String = "clip") -> Tensor {
    let x = Tensor(3.0, requiresGradient: true).named("x")
    let y = (x * x).named("y")
    var calls = 0
    y.registerGradientHook(name: name) { gradient in
      calls += 1
      #expect(calls == 1, "a figure calls no hook")
      return gradient / 8
    }
    let o = (y * 4).named("o")
    o.backward()
    return o
  }

  @Test func snapshotsSayWhatWasChanged() throws {
    let snapshot = GraphSnapshot(of: root(), capturing: .contributions)
    let y = try #require(snapshot.nodes.first { $0.name == "y" }?.tensor)
    #expect(y.gradient.summary?.scalar == 0.5)
    let change = try #require(y.gradientChanges.first)
    #expect(change.operation == "hook" && change.before.scalar == 4)
    #expect(change.attributes == [.init(name: "name", value: "clip")])
    #expect(snapshot.nodes.compactMap(\.tensor).filter { !$0.gradientChanges.isEmpty }.count == 1)
    #expect(try GraphSnapshot(json: snapshot.json()) == snapshot)
  }

  @Test func aHookThatLeavesTheNumbersIsNoChange() {
    let x = Tensor([1, 2], requiresGradient: true)
    x.registerGradientHook { gradient in gradient * 1 }
    let y = x.sum()
    y.backward()
    #expect(GraphSnapshot(of: y).nodes.allSatisfy { $0.tensor?.gradientChanges.isEmpty ?? true })
  }

  @Test(arguments: [GraphSnapshot.CaptureMode.backward, .combined])
  func theBackwardPassHasTheHookAsAnOperation(_ mode: GraphSnapshot.CaptureMode) throws {
    let root = root()
    let snapshot = GraphSnapshot(of: root, capturing: mode)
    try snapshot.validate()
    let hook = try #require(snapshot.nodes.first { $0.operation?.type == "hook" })
    #expect(hook.operation?.attributes == [.init(name: "name", value: "clip")])
    let given = try #require(snapshot.edges.first { $0.to == hook.id }?.from)
    let made = try #require(snapshot.edges.first { $0.from == hook.id }?.to)
    func value(_ id: Int) -> Double? { snapshot.nodes.first { $0.id == id }?.tensor?.value.scalar }
    #expect(value(given) == 4 && value(made) == 0.5)
    let x = snapshot.nodes.first { $0.tensor?.label == "∂L/∂x" || $0.name == "∂L/∂x" }
    #expect(x?.tensor?.value.scalar == 3, "6 · 0.5")
  }

  @Test func cardsTextAndFilmNameTheHook() throws {
    let drawing = Drawing(of: root(), capturing: .contributions)
    for format in [Format.text, .svg] {
      let text = String(decoding: try drawing.data(as: format), as: UTF8.self)
      #expect(text.contains("hook clip: ∇ 4 → 0.5"), "\(format.name)")
    }
    let film = try Film(of: GraphSnapshot(of: root(), capturing: .contributions))
    #expect(film.text.contains("4 × 1 = 4 to y, of which hook clip makes 0.5"))
    #expect(film.text.contains("3 × 0.5 = 1.5 to x"))
  }

  @Test func tensorsHaveNorms() throws {
    let x = Tensor([3, 4], requiresGradient: true).named("x")
    x.registerGradientHook(name: "halve") { gradient in gradient * 0.5 }
    let y = (x * x).sum()
    y.backward()
    let text = String(decoding: try Drawing(of: y).data(as: .text), as: UTF8.self)
    #expect(text.contains("hook halve: ‖∇‖ 10 → 5"))
  }

  @Test func worksheetsHideBoth() throws {
    let worksheet = try Worksheet(of: GraphSnapshot(of: root(), capturing: .contributions))
    for node in worksheet.snapshotWithoutAnswers.nodes {
      guard let tensor = node.tensor, let change = tensor.gradientChanges.first else { continue }
      #expect((tensor.gradient.summary?.absence == nil) == (change.before.absence == nil))
    }
  }

  @Test func diagnoseBlamesTheHook() {
    let x = Tensor(0.5, requiresGradient: true).named("x")
    let y = (x * x).named("y")
    y.registerGradientHook(name: "divide") { gradient in gradient / 0 }
    let o = y * 4
    o.backward()
    let findings = GraphSnapshot(of: o, capturing: .contributions).findings
    #expect(findings.contains { $0.message.contains("hook divide makes of it is not (+Inf)") })
    #expect(findings.count { $0.severity == .error } == 1)
  }
}

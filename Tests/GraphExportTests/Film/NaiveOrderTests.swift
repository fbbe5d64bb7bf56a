import GraphExport
import Smolgrad
import Testing

/// The order without sorting against a recursion that is written down here.
@Suite struct NaiveOrderTests {
  /// A number that knows what it was computed from, and the derivatives.
  private final class Value {
    let data: Double
    let inputs: [(value: Value, slope: Double)]
    var gradient = 0.0
    var isDone = false

    init(_ data: Double, _ inputs: [(Value, Double)] = []) {
      self.data = data
      self.inputs = inputs
    }

    /// Passes on what has arrived, and goes on with the inputs.
    func backward() {
      guard !isDone else { return }
      isDone = true
      for (input, slope) in inputs { input.gradient += slope * gradient }
      for (input, _) in inputs { input.backward() }
    }

    static func + (a: Value, b: Value) -> Value { Value(a.data + b.data, [(a, 1), (b, 1)]) }
    static func * (a: Value, b: Value) -> Value {
      Value(a.data * b.data, [(a, b.data), (b, a.data)])
    }
  }

  /// Builds one graph twice: of our values and of tensors.
  ///
  /// Each later operation uses what earlier ones computed, some of it again.
  private static func graph(_ number: Int) -> (values: [Value], tensors: [Tensor]) {
    var values = [Value(2), Value(-3), Value(0.5)]
    var tensors = zip(["a", "b", "c"], values).map { name, value in
      Tensor(value.data, dtype: .float64, requiresGradient: true).named(name)
    }
    // A small generator of its own, so that the graphs are always the same.
    var state = UInt64(number + 1)
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    for _ in 0..<6 {
      let (i, j, isSum) = (next(values.count), values.count - 1, next(2) == 0)
      values.append(isSum ? values[i] + values[j] : values[i] * values[j])
      tensors.append(isSum ? tensors[i] + tensors[j] : tensors[i] * tensors[j])
    }
    return (values, tensors)
  }

  @Test(arguments: 0..<16) func gradientsAreThoseOfTheRecursion(number: Int) throws {
    let (values, tensors) = Self.graph(number)
    values.last!.gradient = 1
    values.last!.backward()
    tensors.last!.backward()
    let snapshot = GraphSnapshot(of: tensors.last!, capturing: .contributions)
    let naive = try NaiveOrder(of: snapshot)
    var wrong: Set<Int> = []
    for (value, tensor) in zip(values, tensors) {
      guard let position = history(of: tensors.last!).firstIndex(where: { $0 === tensor }) else {
        continue
      }
      let before = history(of: tensors.last!)[..<position]
      let id = before.reduce(0) { $0 + ($1.isLeaf ? 1 : 2) } + (tensor.isLeaf ? 0 : 1)
      let right = tensor.gradient!.item()
      #expect(naive.snapshot.nodes[id].tensor?.gradient.summary?.scalar == value.gradient)
      if abs(value.gradient - right) > 1e-9 { wrong.insert(id) }
    }
    #expect(Set(naive.mistakes.map(\.node)) == wrong)
    #expect(naive.operations.count == snapshot.nodes.count { $0.operation != nil })
  }

  @Test func someOfTheGraphsGoWrong() throws {
    let wrong = try (0..<16).filter { number in
      let (_, tensors) = Self.graph(number)
      tensors.last!.backward()
      return try !NaiveOrder(of: GraphSnapshot(of: tensors.last!, capturing: .contributions))
        .mistakes.isEmpty
    }
    #expect(wrong.count >= 10)
  }

  @Test func theFirstMistakeIsWhereTooLittleArrives() throws {
    let a = Tensor(2, requiresGradient: true).named("a")
    let b = Tensor(-3, requiresGradient: true).named("b")
    let y = (a * b).named("y")
    let z = y * (y + a)
    z.backward()
    let naive = try NaiveOrder(of: GraphSnapshot(of: z, capturing: .contributions))
    let names = naive.mistakes.map { naive.snapshot.nodes[$0.node].name }
    #expect(names == ["a", "b"])
    #expect(naive.mistakes.map(\.turn) == [2, 2])
    #expect(naive.mistakes.map(\.gradient) == [6, -8])
    #expect(naive.mistakes.map(\.rightGradient) == [24, -20])
  }

  @Test func tensorsAreRefused() throws {
    let x = Tensor([1, 2], requiresGradient: true).named("x")
    let y = x.exp().sum()
    y.backward()
    #expect(throws: FilmError.needsScalars("sum_1")) {
      try NaiveOrder(of: GraphSnapshot(of: y, capturing: .contributions))
    }
  }
}

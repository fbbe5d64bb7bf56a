import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct TextSummaryTests {
  private func text(_ drawing: Drawing, forTerminal: Bool = false) throws -> String {
    let output = Drawing.Output(isColorTerminal: forTerminal)
    return String(decoding: try drawing.data(as: .text, output: output), as: UTF8.self)
  }

  @Test func showsANeuron() throws {
    #expect(
      try text(Drawing(of: Samples.neuron(), title: "neuron")) == """
        neuron

        tensor  made by        shape           value (mean ± dev)  gradient (norm)
        x1      input          scalar float32  2                   ∇ -1.5
        w1      input          scalar float32  -3                  ∇ 1
        mul_1   mul(x1, w1)    scalar float32  -6                  ∇ 0.5
        b       input          scalar float32  6.8814              ∇ 0.5
        add_1   add(mul_1, b)  scalar float32  0.8814              ∇ 0.5
        o       tanh(add_1)    scalar float32  0.7071              ∇ 1

        3 operations · 6 tensors

        """)
  }

  @Test func deepNestsAreIndentedNoFurther() throws {
    let value = ArraySummary(shape: [], values: [1], isSinglePrecision: true)
    let tensor = TensorNode(role: .parameter, value: value, gradient: .absent(.notComputed))
    let depth = 1000
    var drawing = Drawing(
      GraphSnapshot(
        scopes: (0..<depth).map {
          .init(id: $0, parent: $0 == 0 ? nil : $0 - 1, type: "Block", path: "b\($0)")
        },
        nodes: (0..<2).map {
          .init(id: $0, name: "w\($0)", scope: depth - 1, content: .tensor(tensor))
        }, edges: []))
    try drawing.apply([.depth(.all)])
    let lines = try text(drawing).split(separator: "\n")
    #expect(lines.count > depth)
    #expect(lines.allSatisfy { $0.prefix { $0 == " " }.count <= 64 })
    let dot = drawing.dot.split(separator: "\n")
    #expect(dot.count { $0.contains("subgraph cluster_") } == depth)
    #expect(dot.allSatisfy { $0.prefix { $0 == " " }.count <= 66 })
  }

  @Test func showsModulesAttributesReasonsAndConstants() throws {
    // The numbers are NumPy's.
    #expect(
      try text(Drawing(of: Samples.layer())) == """
        tensor        made by                shape           value (mean ± dev)  gradient (norm)
        x             input                  2×3 float32     0.25 ± 1.57         ∇ not required
        Net  8 parameters
          Linear  fc · 8 parameters
            weight    parameter              3×2 float32     0.333 ± 1.02        ‖∇‖ 21.7
            matmul_1  matmul(x, weight)      2×2 float32     0.406 ± 3.9         ‖∇‖ 6.85
            bias      parameter              2 float32       -0.05 ± 0.15        ‖∇‖ 6.85
            h         add(matmul_1, bias)    2×2 float32     0.356 ± 3.95        ‖∇‖ 6.85
          relu_1      relu(h)                2×2 float32     1.71 ± 2.97         ‖∇‖ 3.96
          mul_1       mul(relu_1, h)         2×2 float32     11.7 ± 20.3         ‖∇‖ 1
          mean_1      mean(mul_1, dims [0])  2 float32       11.7 ± 11.7         ‖∇‖ 1.41
          loss        sum(mean_1)            scalar float32  23.4612             ∇ 1

        6 operations · 9 tensors · 8 parameters

        """)
    let x = Tensor([[1.0, -2.0]]).named("x")
    let lines = try text(Drawing(of: ((x * 2).sum(dims: [0]) + 0.5).named("y"))).split(
      separator: "\n")
    #expect(lines.contains { $0.contains("mul(x, 2)") })
    #expect(lines.contains { $0.contains("sum(mul_1, dims") })
    #expect(!lines.contains { $0.hasPrefix("constant") })
  }

  @Test func countsWhatIsNotFinite() throws {
    let odd = ArraySummary(shape: [5], values: [1, .nan, .infinity, .nan, -.infinity])
    let line =
      "t       input    5 float32  1 ± 0, 2 NaN, 1 +Inf, 1 -Inf  ‖∇‖ 1, 2 NaN, 1 +Inf, 1 -Inf"
    #expect(try text(Drawing(Samples.single(odd))).contains(line))
    let scalar = ArraySummary(shape: [1], values: [.nan])
    #expect(
      try text(Drawing(Samples.single(scalar))).contains("1 float32  NaN                 ∇ NaN\n"))
  }

  @Test func leavesOutWhatTheViewLeavesOut() throws {
    var drawing = Drawing(of: Samples.neuron())
    drawing.view = .values
    let values = try text(drawing)
    #expect(values.contains("0.7071") && !values.contains("∇") && !values.contains("gradient"))
    drawing.view = .gradients
    let gradients = try text(drawing)
    #expect(gradients.contains("∇ -1.5") && !gradients.contains("0.7071"))
    #expect(!gradients.contains("value"))
  }

  @Test func explainsOnRequest() throws {
    var drawing = Drawing(explaining: Samples.reuse(), .contributions)
    let contributions = try text(drawing)
    #expect(
      contributions.contains(
        """
        a       input              scalar float32  5                   ∇ 13
          ∇ 13 = 5 + 5 + 3
        mul_1   mul(a, a)          scalar float32  25                  ∇ 1
          to a: 5 × 1 = 5
          to a: 5 × 1 = 5

        """))
    drawing.explanation = .full
    let formulas = try text(drawing)
    #expect(formulas.contains("  ∇ 13 = 5 + 5 + 3\n"))
    #expect(formulas.contains("  ∂L/∂a = ∂L/∂mul_1 · a = 1 · 5 = 5\n"))
    #expect(!formulas.contains("to a:"))
    // A reference stands for the tensor itself.
    #expect(try text(Drawing(drawing.snapshot.splittingSharedLeaves())).contains("  mul(a, a)  "))
  }

  @Test func colorsOnlyForATerminal() throws {
    for computation in [Samples.neuron(), Samples.layer()] {
      let drawing = Drawing(of: computation, title: "title")
      let plain = try text(drawing)
      #expect(!plain.contains("\u{1b}"))
      let colored = try text(drawing, forTerminal: true)
      #expect(colored.contains("\u{1b}[1mtitle\u{1b}[0m\n"))
      #expect(colored.replacing(/\u{1b}\[\d*m/, with: "") == plain)
      let terminal = Drawing.Output(isColorTerminal: true)
      #expect(try drawing.data(as: .alt) == drawing.data(as: .alt, output: terminal))
      let folder = try TemporaryFolder()
      // A file has no colors, whatever the output is said to be.
      try drawing.write(to: folder.file("figure.txt"), output: terminal)
      #expect(try Data(contentsOf: folder.file("figure.txt")) == Data(plain.utf8))
    }
  }

  @Test(arguments: NastyName.all) func staysOnItsLines(name: NastyName) throws {
    let name = name.text
    let a = Tensor(2.0, requiresGradient: true).named(name)
    let root = (a * Tensor([1, 2]).named("b")).sum().named("c")
    root.backward()
    let lines = try text(Drawing(of: root)).split(
      separator: "\n", omittingEmptySubsequences: false)
    // Header, four tensors, an empty line, the caption, and the end of its line.
    #expect(lines.count == 8)
    for line in lines {
      #expect(
        !line.unicodeScalars.contains {
          $0.properties.generalCategory == .control || (0x2028...0x202e).contains($0.value)
        })
    }
  }

  @Test(arguments: [2, 12]) func countsInputsThatDoNotFit(count: Int) throws {
    let tensor = TensorNode(
      role: .input, value: ArraySummary(shape: [1], values: [1]), gradient: .absent(.notRequired))
    var result = tensor
    result.role = .result
    let operation = OperationNode(type: "cat", attributes: [.init(name: "axis", value: "0")])
    var nodes = (0..<count).map {
      GraphSnapshot.Node(id: $0, name: "input \($0)", content: .tensor(tensor))
    }
    nodes.append(.init(id: count, name: "cat_1", content: .operation(operation)))
    nodes.append(.init(id: count + 1, name: "cat_1.output", content: .tensor(result)))
    let edges = (0...count).map {
      GraphSnapshot.Edge(from: $0, to: max($0 + 1, count), position: $0 % count)
    }
    let text = try text(Drawing(GraphSnapshot(nodes: nodes, edges: edges)))
    #expect(
      text.contains(
        count == 2
          ? "  cat(input 0, input 1, axis 0)  " : "  cat(12 inputs, axis 0)  "))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func alignsSignsOfTwoColumns() throws {
    let root = (Tensor(1.0).named("漢字") + Tensor(2.0).named("e\u{301}🧠")).named("sum")
    let lines = try text(Drawing(of: root)).split(separator: "\n").map(String.init)
    #expect(lines[1].hasPrefix("漢字    input"))
    #expect(lines[2].hasPrefix("e\u{301}🧠     input"))
    #expect(lines[3].hasPrefix("sum     add(漢字, e\u{301}🧠)"))
  }

  @Test func survivesDepthAndEmptiness() throws {
    #expect(
      try text(Drawing(GraphSnapshot(nodes: [], edges: []))) == "0 operations · 0 tensors\n")
    let scopes = (0..<5000).map {
      GraphSnapshot.Scope(id: $0, parent: $0 == 0 ? nil : $0 - 1, type: "M", path: "\($0)")
    }
    let weight = TensorNode(
      role: .parameter, value: ArraySummary(shape: [1], values: [1]),
      gradient: .absent(.notComputed))
    let nodes = (0..<2).map {
      GraphSnapshot.Node(id: $0, name: "w\($0)", scope: 4999, content: .tensor(weight))
    }
    let snapshot = GraphSnapshot(scopes: scopes, nodes: nodes, edges: [])
    #expect(try text(Drawing(snapshot)).split(separator: "\n").count == 5004)
  }
}

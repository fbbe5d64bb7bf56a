import Foundation
import Smolgrad
import SmolgradNN
import Testing

@testable import GraphExport

/// Blanks among the numbers of small tensors.
@Suite struct TensorWorksheetTests {
  /// Two layers of three numbers each on two points, and a loss: products, sums over a batch, and a mean.
  private static func snapshot() -> GraphSnapshot {
    let x = Tensor([[1, -2], [0.5, 3]]).named("x")
    let w = Tensor([[0.5, -1, 2], [1.5, 0.25, -0.5]], requiresGradient: true).named("w")
    let b = Tensor([0.5, 1, -1], requiresGradient: true).named("b")
    let h = (x • w + b).relu().named("h")
    let v = Tensor([[1], [-0.5], [2]], requiresGradient: true).named("v")
    let loss = MSELoss()((h • v).named("y"), Tensor([[1], [0]]).named("target")).named("loss")
    loss.backward()
    return GraphSnapshot(of: loss, capturing: .contributions)
  }

  /// Sums and means of one tensor along axes of both signs, kept or not.
  private static func reductions() -> GraphSnapshot {
    let x = Tensor([[1, -2, 3], [0.5, 4, -1]], requiresGradient: true).named("x")
    let rows = x.sum(dim: -1).named("rows")
    let columns = x.mean(dim: 0, keepDim: true).named("columns")
    let factors = Tensor([2, -1, 0.5]).named("factors")
    let loss = ((rows * 2).sum() + (columns * factors).sum()).named("loss")
    loss.backward()
    return GraphSnapshot(of: loss, capturing: .contributions)
  }

  @Test func sumsAlongAxesHaveRules() throws {
    let worksheet = try Worksheet(of: Self.reductions())
    let rules = worksheet.blanks.map(\.rule)
    #expect(
      rules.contains { $0.hasPrefix("rows[0] = ") && $0.hasSuffix("x[0,0] + x[0,1] + x[0,2]") },
      "\(rules)")
    #expect(
      rules.contains { $0.hasPrefix("columns[0,1] = ") && $0.hasSuffix("(x[0,1] + x[1,1]) / 2") },
      "\(rules)")
  }

  private static func id(_ name: String) -> Int {
    snapshot().nodes.first { $0.tensor?.label == name || $0.name == name }!.id
  }

  /// Each rule, computed as it is written, gives the answer, from numbers that are shown or were found before.
  @Test(arguments: [false, true], [nil, 8, 20])
  func rulesGiveTheAnswers(areReductions: Bool, count: Int?) throws {
    let worksheet = try Worksheet(
      of: areReductions ? Self.reductions() : Self.snapshot(), count: count)
    let blanks = worksheet.blanks
    if let count { #expect(blanks.count == count) }
    var known: [String: Double] = [:]
    let names = NumberRules(worksheet.snapshot, findingOperands: false)
    let hidden = Set(blanks.map(\.location))
    let tables = worksheet.tables(showingAnswers: false)
    for location in names.locations where !hidden.contains(location) {
      switch location {
      case .value(let id, _), .gradient(let id, _):
        let isSingle = worksheet.snapshot.nodes.first { $0.id == id }?.tensor?.value.count == 1
        guard isSingle || tables[location.array] != nil else { continue }
        known[names.name(of: location)] = names.numbers[location]
      case .contribution: break
      }
    }
    for blank in blanks {
      let right = try #require(blank.rule.components(separatedBy: " = ").last)
      let found = try #require(RuleArithmetic(right, known).result, "\(blank.rule)")
      #expect(abs(found - blank.answer) < 1e-3 * max(1, abs(blank.answer)), "\(blank.rule)")
      known[blank.name] = blank.answer
    }
  }

  /// Whatever stands in the boxes, the sheet is the same.
  @Test(arguments: [Format.svg, .dot, .text, .alt, .tikz])
  func sheetsDoNotDependOnTheirAnswers(format: Format) throws {
    let worksheet = try Worksheet(of: Self.snapshot(), count: 8)
    var other = worksheet.snapshot
    for blank in worksheet.blanks {
      for position in other.nodes.indices {
        guard case .tensor(var tensor) = other.nodes[position].content else { continue }
        let id = other.nodes[position].id
        if blank.location.array == .value(id) {
          tensor.value = Self.changed(tensor.value, blank.location.element)
        } else if blank.location.array == .gradient(id), let gradient = tensor.gradient.summary {
          tensor.gradient = .computed(Self.changed(gradient, blank.location.element))
        }
        other.nodes[position].content = .tensor(tensor)
      }
    }
    #expect(other != worksheet.snapshot)
    let hidden = other.hiding(
      worksheet.copies.union(worksheet.blanks.map(\.location)), showsContributions: false)
    #expect(hidden == worksheet.snapshotWithoutAnswers)
    let sheet = String(decoding: try Drawing(of: worksheet).data(as: format), as: UTF8.self)
    let key = Drawing(of: worksheet, showingAnswers: true)
    let answers = String(decoding: try key.data(as: format), as: UTF8.self)
    for blank in worksheet.blanks where blank.text.contains(".") {
      let box = "(\(blank.number)) \(blank.text)"
      if format.name == "text" { #expect(answers.contains(box) && !sheet.contains(box)) }
    }
    // Numbers of an answer's digits are in the sheet as often as among the numbers that it shows.
    #expect(sheet != answers)
  }

  private static func changed(_ summary: ArraySummary, _ element: Int) -> ArraySummary {
    var elements = summary.elements!
    elements[element] = -123.456
    return ArraySummary(shape: summary.shape, values: elements)
  }

  /// An array with a box has neither a picture nor statistics: they would tell of its sign and its size.
  @Test func noPictureOfAnArrayWithABox() throws {
    let worksheet = try Worksheet(of: Self.snapshot(), blanks: .named(["h", "w.grad[1,2]"]))
    let drawing = Drawing(of: worksheet)
    for name in ["h", "w"] {
      let card = try #require(drawing.diagram.cards.first { $0.id == Self.id(name) })
      let quantity: Diagram.Quantity = name == "h" ? .value : .gradient
      #expect(
        !card.rows.flatMap(\.items).contains {
          if case .picture(_, quantity) = $0 { true } else { false }
        })
      #expect(
        card.rows.flatMap(\.items).contains {
          if case .numbers(let table, quantity) = $0 { !table.blanks.isEmpty } else { false }
        })
    }
    #expect(worksheet.blanks.count == 6 + 1)
  }

  /// Sheet and key differ in the answers alone.
  @Test func keysHaveTheSamePositions() throws {
    let worksheet = try Worksheet(of: Self.snapshot(), count: 12)
    let lines = try [false, true].map { showsAnswers in
      let data = try Drawing(of: worksheet, showingAnswers: showsAnswers).data(as: .svg)
      return String(decoding: data, as: UTF8.self)
        .replacing(/aria-label="[^"]*"/, with: "").replacing(/<title>[^<]*<\/title>/, with: "")
        .split(separator: "\n").map(String.init)
    }
    let common = Set(lines[0])
    let added = lines[1].filter { !common.contains($0) }
    #expect(added.count == worksheet.blanks.count && added.allSatisfy { $0.hasPrefix("<text") })
    #expect(lines[1].filter { common.contains($0) } == lines[0])
  }

  @Test func namesOfElements() throws {
    let snapshot = Self.snapshot()
    let one = try Worksheet(of: snapshot, blanks: .named(["h[0,1]"])).blanks
    #expect(one.map(\.name) == ["h[0,1]"] && one[0].rule == "h[0,1] = max(0, add_1[0,1])")
    let gradient = try Worksheet(of: snapshot, blanks: .named(["b.grad[2]"])).blanks
    #expect(gradient[0].rule == "∂L/∂b[2] = ∂L/∂add_1[0,2] + ∂L/∂add_1[1,2]")
    let products = try Worksheet(of: snapshot, blanks: .named(["matmul_1[1,2]"])).blanks
    #expect(products[0].rule == "matmul_1[1,2] = x[1,0] · w[0,2] + x[1,1] · w[1,2]")
    #expect(products[0].answer == 0.5 * 2 + 3 * -0.5)
    for name in ["h[0,3]", "h[0]", "x[0,0]", "w", "h[a,b]", "nosuch[0]"] {
      #expect(throws: WorksheetError.self) {
        try Worksheet(of: snapshot, blanks: .named([name]))
      }
    }
  }

  /// What takes more numbers than anybody would add up is no blank.
  @Test func longSumsAreNoBlanks() throws {
    let a = Tensor((0..<24).map { Double($0) }, shape: [2, 12], requiresGradient: true).named("a")
    let y = (a * 2).sum().named("y")
    y.backward()
    #expect(throws: WorksheetError.self) {
      try Worksheet(
        of: GraphSnapshot(of: y, capturing: .contributions), blanks: .named(["y"]))
    }
  }
}

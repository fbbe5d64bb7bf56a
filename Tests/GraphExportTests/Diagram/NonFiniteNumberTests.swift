import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct NonFiniteNumberTests {
  /// log(-1) is NaN, and so is the gradient of y.
  private func product() -> Tensor {
    let x = Tensor(-1.0, requiresGradient: true).named("x")
    let y = Tensor(2.0, requiresGradient: true).named("y")
    let loss = x.log() * y
    loss.backward()
    return loss
  }

  @Test func marksScalars() {
    let items = Drawing(of: product()).diagram.items
    #expect(items.filter { $0 == .pill("NaN", .nonFiniteValue) }.count == 2)
    #expect(items.filter { $0 == .pill("∇ NaN", .nonFiniteGradient) }.count == 1)
    #expect(!items.contains(.text("NaN", .value)))
    #expect(items.contains(.pill("∇ 2", .positiveGradient)))
    #expect(items.contains(.text("2", .value)))
  }

  @Test(arguments: [Double.infinity, -.infinity])
  func marksInfinities(value: Double) {
    let x = Tensor(value, requiresGradient: true).named("x")
    let items = Drawing(of: x * 1).diagram.items
    #expect(items.filter { $0 == .pill(value > 0 ? "+Inf" : "-Inf", .nonFiniteValue) }.count == 2)
  }

  @Test func textsKeepTheNumbers() throws {
    let text = String(decoding: try Drawing(of: product()).data(as: .text), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("log_1") && $0.contains("NaN") && $0.contains("∇ 2") })
    #expect(lines.contains { $0.hasPrefix("y ") && $0.contains("∇ NaN") })
  }

  /// In each theme all words of such numbers have the colors of such cells, and a ground behind them.
  @Test(arguments: Theme.all) func wordsHaveTheGroundOfSuchCells(theme: Theme) throws {
    var drawing = Drawing(of: product(), capturing: .contributions)
    drawing.explanation = .contributions
    drawing.theme = theme
    let all = try XMLTree.parse(drawing.data(as: .svg)).all
    let grounds = all.filter { $0.attributes["class"] == "f-oddCell" && $0.name == "rect" }
    let words = all.filter {
      $0.name == "text" && $0.text.contains("NaN") && !$0.text.contains("log")
    }
    #expect(words.count == 4)
    for word in words {
      #expect(word.attributes["class"] == "f-oddSign", "\(word.text)")
      let x = try #require(word.attributes["x"].flatMap(Double.init))
      let y = try #require(word.attributes["y"].flatMap(Double.init))
      #expect(
        grounds.contains { ground in
          let numbers = ["x", "y", "width", "height"].compactMap {
            ground.attributes[$0].flatMap(Double.init)
          }
          return numbers.count == 4 && (numbers[0]...numbers[0] + numbers[2]).contains(x)
            && (numbers[1]...numbers[1] + numbers[3]).contains(y)
        }, "\(word.text)")
    }
  }

  private func hasShares(_ diagram: Diagram) -> Bool {
    diagram.items.contains { item in
      if case .shares = item { true } else { false }
    }
  }

  /// The -Inf of a mask is meant where a softmax takes it, and no share of elements to be looked at.
  @Test func theInfinitiesOfMasksAreUsual() {
    let mask = Tensor([0.0, 1, 0]) .> 0.5
    let scores = Tensor([1.0, 2, 3], requiresGradient: true)
    let masked = scores.maskedFill(mask, -Double.infinity)
    let attention = Drawing(of: masked.softmax(dim: 0)).diagram
    #expect(!hasShares(attention))
    #expect(attention.items.contains(.text("-Inf", .value)))
    let unusual: Diagram.Item = .text("1 -Inf", .valueStatistic)
    #expect(Drawing(of: masked * 2).diagram.items.contains(unusual))
    let hidden = Tensor([0.0, -Double.infinity, 0])
    #expect(!hasShares(Drawing(of: (scores + hidden).softmax(dim: 0)).diagram))
  }

  /// What another operation computes is an error, also before a softmax.
  @Test func computedInfinitiesAreNotThoseOfMasks() {
    let x = Tensor([0.0, 1, 2], requiresGradient: true)
    #expect(hasShares(Drawing(of: x.log().softmax(dim: 0)).diagram))
  }
}

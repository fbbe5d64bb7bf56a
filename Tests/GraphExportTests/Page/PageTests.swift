import Foundation
import GraphExport
import Smolgrad
import SmolgradNN
import TestSupport
import Testing

/// What stands in a page; `scripts/check-page` does in a browser what a reader does.
@Suite struct PageTests {
  private func page(_ drawing: Drawing) throws -> PageText {
    try PageText(String(decoding: drawing.data(as: .html), as: UTF8.self))
  }

  private func network() -> Tensor {
    let model = Sequential([Linear(2, 3), ReLU(), Linear(3, 1)])
    let loss = model(Tensor([[1, 2], [3, 4]]).named("x")).square().mean().named("loss")
    loss.backward()
    return loss
  }

  @Test func isTheSameEachTime() throws {
    let drawing = Drawing(of: Samples.neuron(), capturing: .contributions)
    #expect(try drawing.data(as: .html) == drawing.data(as: .html))
  }

  @Test func hasAViewForEachModule() throws {
    let loss = network()
    var drawing = Drawing(of: loss, title: "network", capturing: .contributions)
    drawing.backward = GraphSnapshot(of: loss, capturing: .backward)
    let page = try page(drawing)
    let views = try page.views
    #expect(views.map { $0["kind"] as? String }.prefix(2) == ["overview", "closed"])
    let opened = views.compactMap { $0["path"] as? String }
    let paths = Set(drawing.snapshot.scopes.map(\.path)).subtracting([""])
    #expect(!opened.isEmpty && paths.isSuperset(of: opened))
    #expect(views.contains { $0["kind"] as? String == "backward" })
    #expect(views.contains { $0["kind"] as? String == "film" })
    #expect(page.figures.count == views.count)
  }

  @Test func figuresAreWholeXML() throws {
    let figures = try page(Drawing(of: network(), capturing: .contributions)).figures
    #expect(figures.count > 3)
    for figure in figures {
      let elements = try XMLTree.parse(Data(figure.utf8)).all
      let cards = elements.compactMap { $0.attributes["data-id"] }
      let ids = Set(cards)
      #expect(ids.count == cards.count && !ids.isEmpty)
      // Each arrow leads from one card to another.
      for arrow in elements where arrow.attributes["class"]?.hasPrefix("arrow ") == true {
        for end in ["data-from", "data-to"] {
          #expect(ids.contains(try #require(arrow.attributes[end])))
        }
      }
    }
  }

  @Test func holdsTheSnapshot() throws {
    let drawing = Drawing(of: Samples.neuron(), title: "neuron", capturing: .contributions)
    let snapshot = try #require(try page(drawing).data["snapshot"])
    let json = try JSONSerialization.data(withJSONObject: snapshot, options: [])
    #expect(try GraphSnapshot(json: json) == drawing.snapshot)
  }

  @Test func namesAreNoMarkup() throws {
    let name = "</script><script>alert(1)</script><!--"
    let x = Tensor(2, requiresGradient: true).named(name)
    let y = (x * x).named(name + "2")
    y.backward()
    let page = try page(Drawing(of: y, title: name, capturing: .contributions))
    #expect(!page.html.contains("alert(1)</script"))
    let label = try #require(
      ((page.data["snapshot"] as? [String: Any])?["nodes"] as? [[String: Any]])?.first)
    #expect((label["tensor"] as? [String: Any])?["label"] as? String == name)
  }

  @Test func fetchesNothing() throws {
    let page = try page(Drawing(of: network(), capturing: .contributions))
    let policy = try #require(
      page.html.split(separator: "Content-Security-Policy\" content=\"").last
    )
    .prefix { $0 != "\"" }
    #expect(policy.hasPrefix("default-src 'none'"))
    #expect(!policy.contains("unsafe-eval") && !policy.contains("http"))
    for text in [page.html, page.style, page.colors] + page.figures {
      #expect(!text.contains("src=\"http") && !text.contains("@import"))
    }
  }

  /// A page takes little more than its figures.
  @Test func isSmall() throws {
    for loss in [Samples.neuron(), network()] {
      let page = try page(Drawing(of: loss, capturing: .contributions))
      let size = page.figures.reduce(0) { $0 + $1.utf8.count }
      #expect(page.html.utf8.count < size + 45_000)
    }
  }

  /// Without scripts it has the colors of the overview.
  @Test func theOverviewHasItsColors() throws {
    let page = try page(Drawing(of: network(), capturing: .contributions))
    let plain = page.html.prefix(upTo: try #require(page.html.range(of: "<svg xmlns")).lowerBound)
    for element in try XMLTree.parse(Data(page.figures[0].utf8)).all {
      for name in element.attributes["class"]?.split(separator: " ") ?? []
      where name.hasPrefix("f-") || name.hasPrefix("s-") {
        #expect(plain.contains(".\(name){"))
      }
    }
    #expect(plain.utf8.count < page.colors.utf8.count)
  }

  @Test func saysWhichModulesAreLeftOut() throws {
    var drawing = Drawing(of: network(), capturing: .contributions)
    drawing.budget.bytes = 400_000
    let whole = try drawing.figure(as: .html)
    #expect(whole.remarks.isEmpty)
    drawing.budget.bytes = whole.data.count + 1
    // Half of it is for the views.
    let part = try drawing.figure(as: .html)
    #expect(part.data.count < whole.data.count)
    #expect(part.remarks.contains { $0.contains("it would become too large") })
  }

  @Test func asksForOperationsThatItKnows() throws {
    var drawing = Drawing(of: Samples.neuron(), capturing: .contributions)
    #expect(try drawing.figure(as: .html).remarks.isEmpty)
    let index = try #require(drawing.snapshot.nodes.firstIndex { $0.operation?.type == "tanh" })
    var operation = try #require(drawing.snapshot.nodes[index].operation)
    operation.type = "lgamma"
    drawing.snapshot.nodes[index].content = .operation(operation)
    let unknown = try drawing.figure(as: .html)
    #expect(unknown.remarks.contains { $0.contains("no rule for lgamma") })
  }
}

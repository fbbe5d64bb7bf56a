import Foundation
import GraphExport
import Smolgrad
import SmolgradNN
import TestSupport
import Testing

/// What stands in a page; `scripts/check-page` does in a browser what a reader does.
@Suite struct PageTests {
  /// The parts of a page: the text of each element of a kind.
  private func parts(_ html: String, _ start: String, _ end: String) -> [Substring] {
    html.split(separator: start, omittingEmptySubsequences: false).dropFirst().map {
      $0[..<($0.range(of: end)?.lowerBound ?? $0.endIndex)]
    }
  }

  private func page(_ drawing: Drawing) throws -> String {
    String(decoding: try drawing.data(as: .html), as: UTF8.self)
  }

  private func data(_ html: String) throws -> [String: Any] {
    let text = try #require(parts(html, "id=\"page-data\">", "</script>").first)
    return try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func views(_ html: String) throws -> [[String: Any]] {
    let page = try #require(try data(html)["page"] as? [String: Any])
    return try #require(page["views"] as? [[String: Any]])
  }

  private func network() -> Tensor {
    let model = Sequential([Linear(2, 3), ReLU(), Linear(3, 1)])
    let loss = model(Tensor([[1, 2], [3, 4]]).named("x")).square().mean().named("loss")
    loss.backward()
    return loss
  }

  @Test func isTheSameEachTime() throws {
    let drawing = Drawing(of: Samples.neuron(), capturing: .contributions)
    #expect(try page(drawing) == page(drawing))
  }

  @Test func hasAViewForEachModule() throws {
    let loss = network()
    var drawing = Drawing(of: loss, title: "network", capturing: .contributions)
    drawing.backward = GraphSnapshot(of: loss, capturing: .backward)
    let html = try page(drawing)
    let views = try views(html)
    #expect(views.map { $0["kind"] as? String }.prefix(2) == ["overview", "closed"])
    let opened = views.compactMap { $0["path"] as? String }
    let paths = Set(drawing.snapshot.scopes.map(\.path)).subtracting([""])
    #expect(!opened.isEmpty && paths.isSuperset(of: opened))
    #expect(views.contains { $0["kind"] as? String == "backward" })
    #expect(views.contains { $0["kind"] as? String == "film" })
    // The first stands in the page, the others wait.
    #expect(parts(html, "<script type=\"image/svg+xml\">", "</script>").count == views.count - 1)
  }

  @Test func figuresAreWholeXML() throws {
    let html = try page(Drawing(of: network(), capturing: .contributions))
    let figures = parts(html, "<svg xmlns", "</svg>").map { "<svg xmlns\($0)</svg>" }
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
    let snapshot = try #require(try data(page(drawing))["snapshot"])
    let json = try JSONSerialization.data(withJSONObject: snapshot, options: [])
    #expect(try GraphSnapshot(json: json) == drawing.snapshot)
  }

  @Test func namesAreNoMarkup() throws {
    let name = "</script><script>alert(1)</script><!--"
    let x = Tensor(2, requiresGradient: true).named(name)
    let y = (x * x).named(name + "2")
    y.backward()
    let html = try page(Drawing(of: y, title: name, capturing: .contributions))
    #expect(!html.contains("alert(1)</script"))
    let label = try #require(
      ((try data(html)["snapshot"] as? [String: Any])?["nodes"] as? [[String: Any]])?.first)
    #expect((label["tensor"] as? [String: Any])?["label"] as? String == name)
  }

  @Test func fetchesNothing() throws {
    let html = try page(Drawing(of: network(), capturing: .contributions))
    let policy = try #require(parts(html, "Content-Security-Policy\" content=\"", "\"").first)
    #expect(policy.hasPrefix("default-src 'none'"))
    #expect(!policy.contains("unsafe-eval") && !policy.contains("http"))
    #expect(!html.contains("src=\"http") && !html.contains("@import"))
  }

  @Test func saysWhichModulesAreLeftOut() throws {
    var drawing = Drawing(of: network(), capturing: .contributions)
    drawing.budget.bytes = 400_000
    let whole = try drawing.figure(as: .html)
    #expect(whole.remarks.isEmpty)
    drawing.budget.bytes = whole.data.count + 1
    // Half of it is for the views.
    let part = try drawing.figure(as: .html)
    #expect(part.data.count <= whole.data.count)
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

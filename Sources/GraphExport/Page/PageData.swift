#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

// What the script of a page knows of the computation, as JSON.
extension Page {
  /// A snapshot of so many bytes has room on every page; a larger one takes a fifth of the room of the views, and its pictures have fewer
  /// cells if it has to.
  private static let fewSnapshotBytes = 1_000_000
  /// The cells a side of pictures in the snapshots that are too large, tried in this order.
  private static let fewerCells = [32, 16]

  /// The views, the snapshot, and what was found in it.
  func data() throws -> String {
    let table = ViewNodes(of: self)
    var json = JSONWriter()
    json.object { json in
      json.name("views")
      json.list(views.indices, inLines: true) { json, index in
        json.object { write(views[index].view, nodes: table.indices[index], &$0) }
      }
      json.name("nodes")
      json.list(table.nodes, inLines: true) { $1.write(&$0) }
      if let worksheet = views.lazy.compactMap(\.view.worksheet).first {
        json.name("quiz")
        json.word(QuizData.json(of: worksheet))
      }
      json.name("omittedModules")
      omittedModules.write(&json)
      if let variation = drawing.variation {
        json.name("variation")
        json.object { json in
          json.name("name")
          json.string(variation.name)
          json.name("values")
          variation.stops.map(\.title).write(&json)
        }
      }
      if let comparison = drawing.options.comparison {
        json.name("differenceSummary")
        json.string(comparison.summary)
        json.name("differences")
        json.list(comparison.entries.sorted { $0.key < $1.key }, inLines: true) { json, entry in
          json.object { entry.value.write(id: entry.key, &$0) }
        }
      }
      json.name("findings")
      json.list(drawing.snapshot.findings) { json, finding in json.object { finding.write(&$0) } }
    }
    let stops = drawing.variation?.stops ?? []
    let varied = try stops.map { try data(of: $0.snapshot, count: 1 + stops.count) }
    let snapshot = try data(of: drawing.snapshot, count: 1 + stops.count)
    return
      "{\"page\":\(String(decoding: json.data, as: UTF8.self)),\"snapshot\":\(snapshot),\"stops\":[\(varied.joined(separator: ","))]}"
  }

  private func write(_ view: PageView, nodes: [Int], _ json: inout JSONWriter) {
    json.name("kind")
    json.string(view.kind.rawValue)
    if let path = view.path {
      json.name("path")
      json.string(path)
    }
    if let stop = view.stop {
      json.name("stop")
      stop.write(&json)
    }
    json.name("otherPaths")
    view.otherPaths.write(&json)
    if view.kind == .film, let film = try? view.drawing.filmOfWhatIsDrawn() {
      json.name("captions")
      json.list(film.frames.indices) { $0.string(film.caption(of: $1)) }
      json.name("cardsAtWork")
      json.list(film.frames) { $1.node.write(&$0) }
    }
    json.name("nodes")
    nodes.write(&json)
  }

  /// One of several snapshots, with as many cells as there is room for.
  private func data(of snapshot: GraphSnapshot, count: Int) throws -> String {
    let room = max(Self.fewSnapshotBytes, views.reduce(0) { $0 + $1.svg.utf8.count } / 5) / count
    var data = try snapshot.json()
    for side in Self.fewerCells where data.count > room {
      data = try snapshot.withPictures(ofAtMost: side).json()
    }
    return String(decoding: data, as: UTF8.self)
  }
}

/// The nodes that views have and the computation has not, such as modules that are drawn as one, each once.
private struct ViewNodes {
  private(set) var nodes: [GraphSnapshot.Node] = []
  /// For each view, where its nodes stand in the list.
  private(set) var indices: [[Int]] = []

  init(of page: Page) {
    let base = Dictionary(
      page.drawing.snapshot.nodes.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var known: [GraphSnapshot.Node: Int] = [:]
    for drawn in page.views {
      indices.append(
        drawn.view.drawing.visible.nodes.compactMap { node in
          var node = node
          if case .module(var module) = node.content {
            // The snapshot has these numbers.
            module.parameters = []
            module.result = nil
            node.content = .module(module)
          }
          if base[node.id]?.content == node.content { return nil }
          if let index = known[node] { return index }
          known[node] = nodes.count
          nodes.append(node)
          return nodes.count - 1
        })
    }
  }
}

extension Diagram.Comparison.Entry {
  /// What a page says of a card of two computations.
  fileprivate func write(id: Int, _ json: inout JSONWriter) {
    json.name("id")
    id.write(&json)
    json.name("messages")
    messages.write(&json)
    json.name("largestShare")
    largestShare.write(&json)
    if let before {
      json.name("before")
      before.write(&json)
    }
  }
}

extension Finding {
  /// What a page says of it.
  fileprivate func write(_ json: inout JSONWriter) {
    for (name, text) in [
      ("kind", kind.rawValue), ("severity", severity.rawValue), ("message", message),
      ("rule", rule ?? ""),
    ] {
      json.name(name)
      json.string(text)
    }
    json.name("id")
    id.write(&json)
  }
}

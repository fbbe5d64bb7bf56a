#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Graphviz

/// A computation as one HTML file: its views, each laid out as a figure is, its snapshot, and the script that shows them.
///
/// The views are drawn beforehand, by the same pipeline as figures are. The file does not depend on how long that takes: a number of cards
/// and of bytes says how many modules have a view.
struct Page {
  /// A view, and how it looks.
  struct DrawnView {
    var view: PageView
    var svg: String
  }

  /// What is drawn, the overview first.
  private(set) var views: [DrawnView] = []
  /// The paths of the modules for whose views there was no room.
  private(set) var omittedModules: [String] = []
  /// What is not as it was asked for.
  private(set) var remarks: [String] = []
  let drawing: Drawing

  /// The most bytes that the views have together, unless the drawing says another number.
  private static let mostBytes = 12_000_000

  /// Draws the views.
  ///
  /// - Throws: what drawing the overview throws; another view that can't be drawn is left out, and a remark says so.
  init(of drawing: Drawing, _ output: Drawing.Output = .init()) throws {
    self.drawing = drawing
    var bytes = 0
    let mostBytes = drawing.budget.bytes.map { $0 / 2 } ?? Self.mostBytes
    let plan = PagePlan(of: drawing)
    omittedModules = plan.omittedModules
    for view in plan.views {
      guard bytes <= mostBytes else {
        omit(view)
        continue
      }
      let figure: Figure
      switch Result(catching: { try Pipeline(view.drawing, as: .view, output: output).figure() }) {
      case .success(let drawn): figure = drawn
      case .failure(let error):
        if view.kind == .overview { throw error }
        if let path = view.path { omittedModules.append(path) }
        remarks.append("the page has no view '\(view.path ?? view.kind.rawValue)': \(error)")
        continue
      }
      if view.kind == .overview {
        remarks = figure.remarks
      } else if bytes + figure.data.count > mostBytes {
        omit(view)
        continue
      }
      bytes += figure.data.count
      views.append(DrawnView(view: view, svg: String(decoding: figure.data, as: UTF8.self)))
    }
    try addStops(plan.stops, output, room: mostBytes - bytes)
    let unknown = ReplayedOperations.unknown(in: drawing.snapshot)
    if !unknown.isEmpty, drawing.snapshot.nodes.allSatisfy({ $0.tensor?.value.count ?? 1 == 1 }) {
      remarks.append(
        "the page can't change the inputs: it has no rule for \(unknown.joined(separator: ", "))")
    }
    if !omittedModules.isEmpty {
      remarks.append(
        "the page has no views of \(omittedModules.count) modules, for it would become too large")
    }
  }

  /// Draws the stops of the drawing's variation over one layout.
  private mutating func addStops(
    _ stops: [PageView], _ output: Drawing.Output, room: Int
  ) throws {
    guard let first = stops.first, let variation = drawing.variation else { return }
    for (stop, frame) in zip(stops, variation.stops)
    where !stop.drawing.snapshot.hasStructure(of: first.drawing.snapshot) {
      throw DrawingError.variation(
        "\(variation.name) can't be varied: at \(frame.title) there are other operations, tensors or shapes than at \(variation.stops[0].title)"
      )
    }
    let frames = stops.map { Drawing.Frame(title: "", snapshot: $0.drawing.snapshot) }
    let figures = try Pipeline(first.drawing, as: .view, output: output).figures(of: frames)
    let bytes = figures.reduce(0) { $0 + $1.data.count }
    guard bytes <= room else {
      throw DrawingError.variation(
        "the figures of \(stops.count) values of \(variation.name) have \(bytes) bytes, and the page has room for \(max(0, room)); take fewer values, or a smaller depth"
      )
    }
    views += zip(stops, figures).map {
      DrawnView(view: $0, svg: String(decoding: $1.data, as: UTF8.self))
    }
  }

  /// Remembers that there is no room for a view, or says so.
  private mutating func omit(_ view: PageView) {
    if let path = view.path {
      omittedModules.append(path)
    } else {
      remarks.append(
        "the page has no view '\(view.kind.rawValue)', for it would become too large")
    }
  }
}

extension GraphSnapshot {
  /// Whether it has the same nodes and edges as another, of the same shapes.
  fileprivate func hasStructure(of other: GraphSnapshot) -> Bool {
    nodes.count == other.nodes.count && edges.count == other.edges.count
      && zip(nodes, other.nodes).allSatisfy {
        $0.id == $1.id && $0.name == $1.name && $0.tensor?.shape == $1.tensor?.shape
          && $0.operation?.type == $1.operation?.type
      }
      && zip(edges, other.edges).allSatisfy { $0.from == $1.from && $0.to == $1.to }
  }
}

extension Picture {
  /// A figure of a page: SVG without a style sheet of its own, in which a script finds cards and arrows.
  static let view = svg(isView: true)
}

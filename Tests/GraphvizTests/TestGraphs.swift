import Foundation
import Graphviz
import TestSupport

/// Graphs that several suites draw.
enum TestGraphs {
  /// A figure with nested clusters, plain and HTML-like labels: what Graphviz 2.42 draws differently
  /// each time unless ids are made deterministic.
  static func layers(_ count: Int) -> String {
    var lines = [
      "digraph G {", "node [fontname=Helvetica, fontsize=10, shape=box]", "newrank=true",
    ]
    for layer in 0..<count {
      lines.append("subgraph cluster_\(layer) { label=\"layer \(layer)\"")
      lines.append("subgraph cluster_inner_\(layer) {")
      for node in 0..<3 { lines.append("n\(layer)_\(node) [label=\"w\(node) × \(layer)\"]") }
      lines.append("} t\(layer) [label=<<table><tr><td>sum</td></tr></table>>] }")
      for node in 0..<3 {
        lines.append("n\(layer)_\(node) -> t\(layer)")
        if layer > 0 { lines.append("t\(layer - 1) -> n\(layer)_\(node)") }
      }
    }
    return (lines + ["}"]).joined(separator: "\n")
  }

  /// A graph on which Graphviz's router for curves runs for many seconds.
  static func endless() -> String {
    var lines = ["digraph G { splines=curved"]
    for node in 1..<600 {
      lines.append("n\(node / 2) -> n\(node); n\(node * 7 % 600) -> n\(node)")
    }
    return (lines + ["}"]).joined(separator: "\n")
  }

  /// A graph on which all versions of Graphviz end with a segmentation fault.
  static let crashing = "digraph G { a -> b [minlen=100000]; b -> c; a -> c }"
}

/// The texts of a drawing in SVG, as an independent XML parser reads them.
func texts(of drawing: Rendering) throws -> [String] {
  try XMLTree.parse(Data(drawing.bytes)).all("text").map(\.text)
}

import GraphExport
import Smolgrad

// What is captured for a page.
extension FigureLook {
  /// Sees to it that what a page tells is captured: what operations deliver to gradients.
  mutating func makePage() {
    isPage = true
    if capture == .forward { capture = .contributions }
  }

  /// The drawing of a computation, and for a page its backward pass and what operations take.
  func drawing(of tensor: Tensor, title: String) -> Drawing {
    guard isPage, !drawsBackward else {
      return Drawing(of: tensor, title: title, capturing: capture)
    }
    var drawing = Drawing(
      GraphSnapshot(countingCostsOf: tensor, title: title, capturing: capture).countingBytes)
    if tensor.requiresGradient {
      drawing.backward = GraphSnapshot(of: tensor, title: title, capturing: .backward)
    }
    return drawing
  }
}

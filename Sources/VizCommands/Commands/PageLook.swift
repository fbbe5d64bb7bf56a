import GraphExport
import Smolgrad

// What is captured for a page.
extension FigureLook {
  /// Sees to it that what a page tells is captured: what operations deliver to gradients.
  mutating func makePage() {
    isPage = true
    if capture == .forward { capture = .contributions }
  }

  /// The drawing of a computation; for a page with what its operations take.
  func drawing(of tensor: Tensor, title: String) -> Drawing {
    guard isPage, !drawsBackward else {
      return Drawing(of: tensor, title: title, capturing: capture)
    }
    return Drawing(
      GraphSnapshot(countingCostsOf: tensor, title: title, capturing: capture).countingBytes)
  }

  /// Adds to the drawing of a page the operations of the backward pass.
  func addBackward(of tensor: Tensor, to drawing: inout Drawing) {
    guard isPage, !drawsBackward, tensor.requiresGradient else { return }
    drawing.backward = GraphSnapshot(
      of: tensor, title: drawing.snapshot.title, capturing: .backward)
  }
}

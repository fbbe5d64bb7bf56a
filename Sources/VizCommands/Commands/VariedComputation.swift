import GraphExport
import Smolgrad

/// A computation with each of several values.
struct VariedComputation {
  var name: String
  var stops: [(value: String, compute: () throws -> Tensor)]

  /// Computes all of them.
  func variation(seenAs look: FigureLook, title: String) throws -> Drawing.Variation {
    Drawing.Variation(
      of: name,
      try stops.map { stop in
        let tensor: Tensor
        do {
          tensor = try stop.compute()
        } catch let error as CommandError {
          throw CommandError("with \(name) = \(stop.value): \(error)", isUsage: error.isUsage)
        }
        return .init(
          title: stop.value, snapshot: look.drawing(of: tensor, title: title).snapshot)
      })
  }
}

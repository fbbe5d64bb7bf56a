import Smolgrad

extension Tensor {
  /// The squared differences from a target.
  func mseLoss(_ target: Tensor, reduction: Reduction) -> Tensor {
    loss(
      "mse_loss", target, reduction,
      value: {
        let difference = $0 - $1
        return difference * difference
      },
      Derivative("2 ({a} - {b}) · {g} / n") { gradient, y in
        y.spread(gradient) * ((y.inputs[0] - y.inputs[1]) * 2)
      },
      Derivative("2 ({b} - {a}) · {g} / n") { gradient, y in
        y.spread(gradient) * ((y.inputs[1] - y.inputs[0]) * 2)
      })
  }

  /// The binary cross entropy of probabilities against a target.
  func binaryCrossEntropy(_ target: Tensor, reduction: Reduction) -> Tensor {
    loss(
      "binary_cross_entropy", target, reduction,
      value: { p, y in
        -(y * p.log().atLeast(-100) + (1 - y) * (1 - p).log().atLeast(-100))
      },
      Derivative("({a} - {b}) / ({a} (1 - {a})) · {g} / n") { gradient, y in
        let (p, target) = (y.inputs[0], y.inputs[1])
        return y.spread(gradient) * ((p - target) / (p * (1 - p)).atLeast(1e-12))
      },
      Derivative("log((1 - {a}) / {a}) · {g} / n") { gradient, y in
        let p = y.inputs[0]
        return y.spread(gradient) * ((1 - p).log().atLeast(-100) - p.log().atLeast(-100))
      })
  }

  private func loss(
    _ operation: String, _ target: Tensor, _ reduction: Reduction,
    value: (Tensor, Tensor) -> Tensor, _ derivatives: Derivative...
  ) -> Tensor {
    precondition(
      shape == target.shape,
      "\(operation): a prediction of shape \(shape) and a target of shape \(target.shape)")
    return Tensor.recording(
      operation, attributes: [Attribute("reduction", .text(reduction.rawValue))],
      inputs: [self, target],
      value: withoutGradients {
        let losses = value(self, target)
        return switch reduction {
        case .none: losses
        case .mean: losses.mean()
        case .sum: losses.sum()
        }
      }, derivatives: derivatives)
  }

  /// The gradient of a loss as each element's: divided by their number for a mean.
  private func spread(_ gradient: Tensor) -> Tensor {
    record!.attributes[0].value == "mean" ? gradient / Double(inputs[0].count) : gradient
  }

  /// Each element, but not below `minimum`; NaN stays.
  private func atLeast(_ minimum: Double) -> Tensor {
    Tensor.where(self < minimum, Tensor.full([], minimum, dtype: dtype), self)
  }
}

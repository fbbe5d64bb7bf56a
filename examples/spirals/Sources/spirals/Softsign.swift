import Smolgrad

extension Tensor {
  /// An operation of its own: x / (1 + |x|), which goes to -1 and 1 as `tanh` does, but slower.
  func softsign() -> Tensor {
    .recording(
      "softsign", inputs: [self],
      value: withoutGradients { self / (1 + abs()) },
      derivatives: [
        Derivative("{g} / (1 + |{a}|)²") { gradient, y in
          gradient / (1 + y.inputs[0].abs()) ** 2
        }
      ])
  }
}

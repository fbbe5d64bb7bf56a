extension [Model] {
  /// The models that come with the library, in the order of `smolgrad-viz list`.
  public static var builtIn: [Model] {
    [
      .expression, .neuron, .linearRegression, .mlp, .cnn, .rnn, .gpt, .resnet, .scalarMLP, .chain,
    ]
  }
}

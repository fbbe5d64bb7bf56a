import Smolgrad
import SmolgradNN

extension Model {
  /// LeNet by LeCun and others (1998), with the rectifiers and the pooling of today, on pictures of strokes.
  static let cnn = Model(
    name: "cnn", summary: "a LeNet that tells strokes apart by their direction",
    defaults: LeNet.Settings(),
    options: [
      ModelOption("size", \.size, in: 12...256, help: "the pixels of a picture's side"),
      ModelOption(
        "channels", \.channels, count: 2...2, in: 1...1024,
        help: "the channels of the two convolutions"),
      ModelOption(
        "hidden", \.hidden, count: 2...2, in: 1...65536,
        help: "the widths of the two hidden layers"),
      ModelOption("classes", \.classes, in: 2...10000, help: "the directions to be told apart"),
      ModelOption("batch", \.batch, in: 1...4096, help: "the pictures of a step"),
      .seed(\.seed),
    ]
  ) { settings in
    try check(elements: settings.elements)
    let generator = Generator(seed: UInt64(settings.seed))
    let model = weights(of: LeNet(settings, generator: generator))
    let data = Strokes(
      count: settings.batch, size: settings.size, classes: settings.classes, generator: generator)

    let logits = model(input("pictures", data.pictures)).named("logits")
    let loss = CrossEntropyLoss()(
      logits, input("labels", data.labels, below: settings.classes)
    ).named("loss")

    loss.backward()
    return loss
  }
}

/// Two convolutions with pooling, and three linear layers.
private final class LeNet: Module {
  struct Settings {
    var size = 28
    var channels = [6, 16]
    var hidden = [120, 84]
    var classes = 10
    var batch = 4
    var seed = 1

    /// The side of the last feature maps.
    var side: Int { (size / 2 - 4) / 2 }

    /// About how many numbers there are, the columns of the convolutions counted.
    var elements: Double {
      let pixels = Double(batch * size * size)
      let features = Double(side * side * channels[1])
      let (wide, narrow) = (Double(hidden[0]), Double(hidden[1]))
      return pixels * Double(3 * channels[0] + 7 * channels[0] + channels[1])
        + Double(25 * channels[0] * channels[1])
        + features * wide + wide * narrow + narrow * Double(classes)
    }
  }

  let conv1: Conv2d
  let pool1 = MaxPool2d(2)
  let conv2: Conv2d
  let pool2 = MaxPool2d(2)
  let flatten = Flatten()
  let fc1: Linear
  let fc2: Linear
  let fc3: Linear

  init(_ settings: Settings, generator: Generator) {
    let (channels, hidden) = (settings.channels, settings.hidden)
    conv1 = Conv2d(1, channels[0], kernel: 5, padding: 2, generator: generator)
    conv2 = Conv2d(channels[0], channels[1], kernel: 5, generator: generator)
    fc1 = Linear(
      settings.side * settings.side * channels[1], hidden[0], generator: generator)
    fc2 = Linear(hidden[0], hidden[1], generator: generator)
    fc3 = Linear(hidden[1], settings.classes, generator: generator)
  }

  override func forward(_ x: Tensor) -> Tensor {
    var x = pool1(conv1(x).relu())
    x = pool2(conv2(x).relu())
    x = fc1(flatten(x)).relu()
    x = fc2(x).relu()
    return fc3(x)
  }
}

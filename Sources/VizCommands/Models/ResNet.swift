import Smolgrad
import SmolgradNN

extension Model {
  /// A residual network by He and others (2015), on pictures of strokes.
  static let resnet = Model(
    name: "resnet", summary: "a residual network that tells strokes apart by their direction",
    defaults: ResNet.Settings(),
    options: [
      ModelOption(
        "stages", \.stages, in: 1...6,
        help: "the groups of blocks, each of twice the channels and half the side"),
      ModelOption("blocks", \.blocks, in: 1...200, help: "the residual blocks of a stage"),
      ModelOption("channels", \.channels, in: 1...1024, help: "the channels of the first stage"),
      ModelOption("size", \.size, in: 2...256, help: "the pixels of a picture's side"),
      ModelOption("classes", \.classes, in: 2...10000, help: "the directions to be told apart"),
      ModelOption("batch", \.batch, in: 1...4096, help: "the pictures of a step"),
      .seed(\.seed),
    ]
  ) { settings in
    try settings.check()
    let generator = Generator(seed: UInt64(settings.seed))
    let model = weights(of: ResNet(settings, generator: generator))
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

/// A convolution, stages of residual blocks, the mean over each feature map, and a linear layer.
private final class ResNet: Module {
  struct Settings {
    var stages = 2
    var blocks = 2
    var channels = 4
    var size = 16
    var classes = 10
    var batch = 4
    var seed = 1

    func check() throws(ModelError) {
      // Half the side from stage to stage, rounded up.
      let side = (size - 1) >> (stages - 1) + 1
      guard batch * side * side > 1 else {
        throw ModelError(
          "after \(stages) stages a channel of one picture is one pixel, which can't be normalized; "
            + "try more pictures or pixels, or fewer stages")
      }
      let pixels = Double(batch * size * size)
      let (first, last) = (Double(channels), Double(channels << (stages - 1)))
      let weights = 18 * Double(blocks) * last * last * 4 / 3 + last * Double(classes)
      try Model.check(elements: weights + 2 * pixels * first * (16 * Double(blocks) + 12))
    }
  }

  let conv1: Conv2d
  let bn1: BatchNorm2d
  let stages: [Sequential]
  let fc: Linear

  init(_ settings: Settings, generator: Generator) {
    conv1 = Conv2d(
      1, settings.channels, kernel: 3, padding: 1, bias: false, generator: generator)
    bn1 = BatchNorm2d(settings.channels)
    var width = settings.channels
    stages = (0..<settings.stages).map { stage in
      Sequential(
        (0..<settings.blocks).map { block in
          let inputs = width
          width = settings.channels << stage
          return BasicBlock(
            inputs, width, stride: stage > 0 && block == 0 ? 2 : 1, generator: generator)
        })
    }
    fc = Linear(width, settings.classes, generator: generator)
  }

  override func forward(_ x: Tensor) -> Tensor {
    let x = stages.reduce(bn1(conv1(x)).relu()) { $1($0) }
    return fc(x.mean(dims: [2, 3]))
  }
}

/// Two convolutions with a residual around them, which has a convolution of its own where the shape changes.
private final class BasicBlock: Module {
  let conv1: Conv2d
  let bn1: BatchNorm2d
  let conv2: Conv2d
  let bn2: BatchNorm2d
  let downsample: Sequential?

  init(_ inputs: Int, _ outputs: Int, stride: Int, generator: Generator) {
    func convolution(_ inputs: Int, kernel: Int, stride: Int) -> Conv2d {
      Conv2d(
        inputs, outputs, kernel: .init(kernel), stride: .init(stride),
        padding: kernel == 3 ? 1 : 0, bias: false, generator: generator)
    }
    conv1 = convolution(inputs, kernel: 3, stride: stride)
    bn1 = BatchNorm2d(outputs)
    conv2 = convolution(outputs, kernel: 3, stride: 1)
    bn2 = BatchNorm2d(outputs)
    downsample =
      stride == 1 && inputs == outputs
      ? nil
      : Sequential(convolution(inputs, kernel: 1, stride: stride), BatchNorm2d(outputs))
  }

  override func forward(_ x: Tensor) -> Tensor {
    let residual = downsample?(x) ?? x
    let y = bn2(conv2(bn1(conv1(x)).relu()))
    return (y + residual).relu()
  }
}

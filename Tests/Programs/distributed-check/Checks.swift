#if MPI
  import Foundation
  import Smolgrad
  import SmolgradDistributed
  import SmolgradNN

  let world = Communicator.world

  /// A model of three layers, with weights that a seed decides.
  func makeModel(seed: UInt64, inputs: Int = 6, hidden: Int = 8) -> Sequential {
    let generator = Generator(seed: seed)
    return Sequential(
      Linear(inputs, hidden, generator: generator), Tanh(),
      Linear(hidden, hidden, generator: generator), Tanh(), Linear(hidden, 1, generator: generator))
  }

  /// Data that all processes draw alike: 12 samples for each.
  nonisolated(unsafe) let x = Tensor.randn([12 * world.size, 6], generator: Generator(seed: 100))
  nonisolated(unsafe) let target = x.sum(dim: 1, keepDim: true).sin()

  /// The samples of this process.
  func share(_ tensor: Tensor) -> Tensor {
    tensor.narrow(dim: 0, start: 12 * world.rank, length: 12)
  }

  /// The largest relative difference between two lists of tensors.
  func difference(_ first: [Tensor], _ second: [Tensor]) -> Double {
    zip(first, second).flatMap { a, b in
      zip(a.doubles(), b.doubles()).map { abs($0 - $1) / max(1, abs($1)) }
    }.max() ?? 0
  }

  /// Says how far all processes are from one process alone; ends with an error where that is too far.
  func report(_ name: String, _ difference: Double, atMost limit: Double = 1e-6) {
    let all = (0..<world.size).map { world.sum(world.rank == $0 ? difference : 0) }
    if world.rank == 0 {
      print("\(name), \(world.size) processes: largest difference \(all.max()!)")
    }
    if all.contains(where: { !($0 <= limit) }) { exit(1) }
  }

  /// Twenty steps by many processes, and by one with all data.
  func equal() {
    for (bucketBytes, overlapping) in [(25 << 20, true), (64, true), (64, false)] {
      let model = DistributedDataParallel(
        makeModel(seed: UInt64(world.rank)), bucketBytes: bucketBytes, overlapping: overlapping)
      let alone = makeModel(seed: 0)
      let optimizers = [model, alone].map { SGD($0.parameters(), learningRate: 0.1, momentum: 0.9) }
      var worst = 0.0
      for _ in 0..<20 {
        for optimizer in optimizers { optimizer.zeroGradients() }
        let loss = MSELoss()(model(share(x)), share(target))
        let whole = MSELoss()(alone(x), target)
        loss.backward()
        whole.backward()
        worst = max(worst, abs(world.sum(loss.item()) / Double(world.size) - whole.item()))
        worst = max(
          worst,
          difference(
            model.parameters().map { $0.gradient! }, alone.parameters().map { $0.gradient! }))
        for optimizer in optimizers { optimizer.step() }
        worst = max(worst, difference(model.parameters(), alone.parameters()))
      }
      report("equal, buckets of \(bucketBytes), overlapping \(overlapping)", worst)
    }
  }

  /// A model with a head for each process, and one for none.
  final class Heads: Module {
    let trunk: Linear
    let heads: ModuleList<Linear>
    init(seed: UInt64) {
      let generator = Generator(seed: seed)
      trunk = Linear(6, 4, generator: generator)
      heads = ModuleList((0...world.size).map { _ in Linear(4, 1, generator: generator) })
    }
    var head = world.rank
    override func forward(_ x: Tensor) -> Tensor { heads[head](trunk(x).tanh()) }
  }

  /// Each process uses a head of its own: of the others it has no gradient.
  func unused() {
    for bucketBytes in [25 << 20, 16] {
      let model = DistributedDataParallel(Heads(seed: UInt64(world.rank)), bucketBytes: bucketBytes)
      let alone = Heads(seed: 0)
      model(share(x)).square().mean().backward()
      for rank in 0..<world.size {
        alone.head = rank
        (alone(x.narrow(dim: 0, start: 12 * rank, length: 12)).square().mean() / Double(world.size))
          .backward()
      }
      var worst = 0.0
      for (mine, other) in zip(model.parameters(), alone.parameters()) {
        guard let gradient = mine.gradient, let expected = other.gradient else {
          if (mine.gradient == nil) != (other.gradient == nil) { worst = .infinity }
          continue
        }
        worst = max(worst, difference([gradient], [expected]))
      }
      if alone.parameters().last!.gradient != nil { worst = .infinity }
      report("unused, buckets of \(bucketBytes)", worst)
    }
  }

  /// Two halves of a batch, of which the first is not averaged; twice, without clearing between.
  func accumulated() {
    let model = DistributedDataParallel(makeModel(seed: UInt64(world.rank)))
    let alone = makeModel(seed: 0)
    func half(_ tensor: Tensor, _ number: Int) -> Tensor {
      tensor.narrow(dim: 0, start: 6 * number, length: 6)
    }
    for _ in 0..<2 {
      var between: [Tensor?] = []
      model.noSync {
        model(half(share(x), 0)).square().mean().backward()
        between = model.parameters().map { $0.gradient?.detached() }
      }
      let number = between[0]!.sum().item()
      let isLocal = world.size == 1 || world.sum(number) != Double(world.size) * number
      guard isLocal else { fatalError("gradients were averaged inside of noSync") }
      model(half(share(x), 1)).square().mean().backward()
      for rank in 0..<world.size {
        for number in 0..<2 {
          let part = half(x.narrow(dim: 0, start: 12 * rank, length: 12), number)
          (alone(part).square().mean() / Double(world.size)).backward()
        }
      }
    }
    report(
      "accumulated",
      difference(model.parameters().map { $0.gradient! }, alone.parameters().map { $0.gradient! }))
  }

  /// Parameters of three types.
  func types() {
    final class Mixed: Module {
      let double: Linear
      let half: Linear
      let single: Linear
      init(seed: UInt64) {
        let generator = Generator(seed: seed)
        single = Linear(6, 5, generator: generator)
        double = Linear(5, 4, generator: generator).cast(to: .float64)
        half = Linear(4, 1, generator: generator).cast(to: .float16)
      }
      override func forward(_ x: Tensor) -> Tensor {
        half(double(single(x).double()).half()).float()
      }
    }
    let model = DistributedDataParallel(Mixed(seed: UInt64(world.rank)))
    let alone = Mixed(seed: 0)
    model(share(x)).square().mean().backward()
    alone(x).square().mean().backward()
    report(
      "types",
      difference(model.parameters().map { $0.gradient! }, alone.parameters().map { $0.gradient! }),
      atMost: 4e-3)
    let types = Set(model.parameters().map { $0.gradient!.dtype })
    if types != [.float16, .float32, .float64] { exit(1) }
  }

  /// Running statistics are those of the first process at each forward pass.
  func buffers() {
    let model = DistributedDataParallel(Sequential(Linear(6, 3), BatchNorm1d(3)))
    let alone = Sequential(Linear(6, 3), BatchNorm1d(3))
    try! alone.loadStateDict(model.module.stateDict())
    for _ in 0..<3 {
      _ = model(share(x))
      _ = alone(x.narrow(dim: 0, start: 0, length: 12))
    }
    // The last samples of this process are in them; a forward pass brings those of the first.
    let first = model.namedBuffers().map(\.tensor)
    for buffer in first { world.broadcast(buffer) }
    report("buffers", difference(first, alone.namedBuffers().map(\.tensor)))
  }

  /// The snapshot says what was exchanged.
  func figure() {
    let model = DistributedDataParallel(makeModel(seed: 0))
    model(share(x)).square().mean().backward()
    let change = model.parameters()[0].gradientChanges.last!
    let words = [change.operation] + change.attributes.map(\.description)
    let mean = difference([change.after], [model.parameters()[0].gradient!])
    if world.rank == 0 { print("figure: \(words.joined(separator: ", "))") }
    report("figure", mean, atMost: 0)
  }

  /// One process has another model.
  func shapes() {
    _ = DistributedDataParallel(makeModel(seed: 0, hidden: world.rank == world.size - 1 ? 9 : 8))
    print("this must not be reached")
  }

  /// An operation of one process can't go on.
  func failure() {
    let model = DistributedDataParallel(makeModel(seed: 0))
    for step in 0..<1000 {
      let isWrong = step == 3 && world.rank == 1
      model(isWrong ? Tensor.ones([2, 7]) : share(x)).square().mean().backward()
    }
    print("this must not be reached")
  }

  /// One process ends with an error of its own.
  func leaves() {
    let model = DistributedDataParallel(makeModel(seed: 0))
    for step in 0..<1000 {
      if step == 3, world.rank == 1 { exit(3) }
      model(share(x)).square().mean().backward()
    }
    print("this must not be reached")
  }

  /// Trains until it is killed; each process says which it is.
  func loop() {
    // Written at once, where print waits for more.
    FileHandle.standardOutput.write(Data("rank \(world.rank) is process \(getpid())\n".utf8))
    let model = DistributedDataParallel(makeModel(seed: 0, hidden: 64), bucketBytes: 4096)
    let optimizer = SGD(model.parameters(), learningRate: 0.01)
    while true {
      optimizer.zeroGradients()
      MSELoss()(model(share(x)), share(target)).backward()
      optimizer.step()
    }
  }
#endif

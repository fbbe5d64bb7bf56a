public import Smolgrad

/// What the operations of one capture take.
struct CaptureCosts {
  private let steps: Set<ObjectIdentifier>
  private let times: [ObjectIdentifier: [Stopwatch.Times]]
  /// What operations before keep.
  private var kept: Set<KeptStorage> = []

  init(of root: Tensor, _ runs: Stopwatch.Runs?) {
    steps = Set(root.backwardSteps.map { ObjectIdentifier($0) })
    times = Dictionary(
      (runs?.operations ?? []).map { (ObjectIdentifier($0.result), $0.times) }
    ) { first, _ in first }
  }

  /// What the operation takes that computed a tensor, and the bytes that it keeps of each input and no operation before it keeps.
  mutating func next(_ result: Tensor) -> (cost: NodeCost, saved: [Int]) {
    var cost = NodeCost()
    cost.flops =
      result.flops.map { .init(forward: Double($0.forward), backward: Double($0.backward)) }
      ?? .unknown
    var inputs: [Int] = []
    if steps.contains(ObjectIdentifier(result)) {
      let (arguments, others) = result.kept
      inputs = arguments.map { kept.insert($0).inserted ? $0.byteCount : 0 }
      let more = others.reduce(0) { $0 + (kept.insert($1).inserted ? $1.byteCount : 0) }
      cost.saved = .init(forward: Double(inputs.reduce(more, +)))
    }
    if !times.isEmpty {
      cost.time = times[ObjectIdentifier(result)].map { NodeCost.Sum($0) } ?? .unknown
    }
    return (cost, inputs)
  }
}

extension NodeCost.Sum {
  /// The medians of several runs, and how far both passes together varied.
  fileprivate init(_ runs: [Stopwatch.Times]) {
    let forward = runs.map { $0.forward / .seconds(1) }
    let backward = runs.map { ($0.backward ?? .zero) / .seconds(1) }
    let total = zip(forward, backward).map { $0 + $1 }.sorted()
    self.init(
      forward: Self.median(forward), backward: Self.median(backward),
      spread: (total[total.count * 3 / 4] - total[total.count / 4]) / 2)
  }

  /// The number in the middle; of an even count the mean of two.
  static func median(_ numbers: [Double]) -> Double {
    let sorted = numbers.sorted()
    guard !sorted.isEmpty else { return 0 }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}

extension GraphSnapshot {
  /// Runs a computation several times, and captures it with the time that each of its operations took.
  ///
  /// The times are medians of the fastest third of the runs, since other programs disturb the others. What lies between two operations
  /// counts to the second, so that they add up to a step; the whole step is measured too, in as many runs in which the clock is read after every sixteenth operation alone. The computation has to be the same each time, and call `backward()` itself.
  ///
  ///     let snapshot = GraphSnapshot.timing(runs: 3) {
  ///       let x = Tensor(2, requiresGradient: true)
  ///       let y = x.exp()
  ///       y.backward()
  ///       return y
  ///     }
  ///     snapshot.cost!.time!.known  // 1
  ///
  /// - Parameters:
  ///   - runs: how often it is measured; fewer times where that takes longer than 20 seconds.
  ///   - title: what the computation is called.
  ///   - mode: what is captured of it: nothing of the backward pass, whose operations ran in another order.
  ///   - compute: the computation.
  /// - Returns: the snapshot of the last run. It has no times where the runs did not compute the same operations.
  public static func timing<E: Error>(
    runs: Int = 15, title: String? = nil, capturing mode: CaptureMode = .forward,
    _ compute: () throws(E) -> Tensor
  ) throws(E) -> GraphSnapshot {
    let (result, runs) = try Stopwatch.measure(runs: max(1, runs), compute)
    var snapshot = GraphSnapshot(
      of: result, title: title, capturing: mode, costs: CaptureCosts(of: result, runs))
    if let runs {
      snapshot.stepTime = NodeCost.Sum.median(runs.steps.map { $0 / .seconds(1) })
    }
    return snapshot
  }

  /// Captures the computation that led to a tensor, with the floating point operations that each operation takes, and the bytes that it
  /// keeps for the backward pass.
  ///
  ///     let x = Tensor.ones([2, 3])
  ///     let snapshot = GraphSnapshot(countingCostsOf: x.matmul(Tensor.ones([3, 4])))
  ///     snapshot.cost!.flops!.forward  // 48.0
  ///
  /// - Parameters:
  ///   - root: the tensor.
  ///   - title: what the computation is called.
  ///   - mode: what is captured of it: nothing of the backward pass.
  public init(
    countingCostsOf root: Tensor, title: String? = nil, capturing mode: CaptureMode = .forward
  ) {
    self.init(of: root, title: title, capturing: mode, costs: CaptureCosts(of: root, nil))
  }

  private init(of root: Tensor, title: String?, capturing mode: CaptureMode, costs: CaptureCosts) {
    precondition(
      mode == .forward || mode == .contributions, "costs are those of the forward figure")
    let history = history(of: root)
    var capture = Capture(
      root: root, includesContributions: mode == .contributions, costs: costs,
      expecting: history.count)
    for tensor in history { capture.add(tensor) }
    self = capture.finish(title: title)
    cost = Node.cost(of: nodes)
  }
}

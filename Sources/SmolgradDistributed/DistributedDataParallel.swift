#if MPI
  public import Smolgrad
  public import SmolgradNN

  /// A model that several processes train, each on a part of the data, like PyTorch's `DistributedDataParallel`.
  ///
  /// When it is made, all processes get the parameters and buffers of the first. In each backward pass their gradients are averaged: in
  /// buckets, of which each begins its way as soon as its gradients are there, while the backward pass goes on. So all processes take the
  /// same step. With equal parts of a batch, loss and weights are those of one process with the whole batch.
  ///
  /// ```swift
  /// let model = DistributedDataParallel(Linear(2, 1))
  /// var sampler = DistributedSampler(
  ///   count: 100, rank: model.communicator.rank, size: model.communicator.size)
  /// ```
  ///
  /// A process need not use all parameters: where it has no gradient, it counts as 0, and where none has, there is none.
  public final class DistributedDataParallel: Module {
    /// The model.
    public let module: Module
    /// The processes.
    public var communicator: Communicator { reducer.communicator }
    private let reducer: GradientReducer
    private let buffers: [Tensor]

    /// A model of which each process has a copy of the same structure; parameters and buffers become those of process 0.
    ///
    /// - Parameters:
    ///   - module: The model.
    ///   - communicator: The processes.
    ///   - bucketBytes: How many bytes are added up at once, at most.
    ///   - overlapping: Whether adding up begins while the backward pass goes on; otherwise after it, which is for measurements.
    public init(
      _ module: Module, communicator: Communicator = .world, bucketBytes: Int = 25 << 20,
      overlapping: Bool = true
    ) {
      self.module = module
      buffers = module.namedBuffers().map(\.tensor)
      reducer = GradientReducer(
        sharing: module.namedParameters() + module.namedBuffers(), communicator,
        bucketBytes: bucketBytes, isOverlapping: overlapping)
    }

    public override var members: [(name: String, value: Any)] { [("module", module)] }

    /// What the model computes; in training with the buffers of process 0.
    public override func forward(_ x: Tensor) -> Tensor {
      if isTraining, reducer.isAveraging { buffers.forEach { communicator.broadcast($0) } }
      return module(x)
    }

    /// Runs the body without averaging: gradients add up in each process, and the next backward pass outside averages the sums.
    public func noSync<Result, Failure: Error>(
      _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
      let before = reducer.isAveraging
      reducer.isAveraging = false
      defer { reducer.isAveraging = before }
      return try body()
    }
  }

  extension Communicator {
    /// Stops all processes where a tensor of one has another path, shape or type than that of process 0.
    fileprivate func checkStructure(_ tensors: [(path: String, tensor: Tensor)]) {
      let lines = tensors.map { path, tensor in
        "\(path) of shape \(tensor.shape) and type \(tensor.dtype.rawValue)"
          + (tensor.requiresGradient ? " with a gradient" : "")
      }
      let all = gather(lines.joined(separator: "\n")).map { $0.split(separator: "\n") }
      for (rank, other) in all.enumerated() where other != all[0] {
        let different = zip(other, all[0]).enumerated().first { $1.0 != $1.1 }?.offset
        let index = different ?? min(other.count, all[0].count)
        let (theirs, ours) = (
          index < other.count ? other[index] : "nothing",
          index < all[0].count ? all[0][index] : "nothing"
        )
        stop(
          "DistributedDataParallel: the models differ; rank \(rank) has \(theirs), and rank 0 has \(ours)"
        )
      }
    }
  }

  /// Averages gradients as they arrive.
  ///
  /// It lives as long as the `DistributedDataParallel`: the hooks of the parameters do not keep it, and are removed with it.
  package final class GradientReducer {
    let communicator: Communicator
    /// Whether backward passes average; if not, gradients add up in each process.
    var isAveraging = true
    private let parameters: [Tensor]
    private let paths: [String]
    private let buckets: [GradientBucket]
    private var bucketOfParameter: [Int: GradientBucket] = [:]
    private let isOverlapping: Bool
    private var isUnderWay = false
    /// The first bucket that has not begun; they begin in this order in all processes.
    private var next = 0
    private var handles: [HookHandle] = []

    /// Makes parameters and buffers those of process 0, and averages the gradients from now on; all processes give the same ones.
    package init(
      sharing state: [(path: String, tensor: Tensor)], _ communicator: Communicator = .world,
      bucketBytes: Int = 25 << 20, isOverlapping: Bool = true
    ) {
      communicator.checkStructure(state)
      for (_, tensor) in state { communicator.broadcast(tensor) }
      let named = state.filter(\.tensor.requiresGradient)
      self.communicator = communicator
      self.isOverlapping = isOverlapping
      parameters = named.map(\.tensor)
      paths = named.map(\.path)
      let (doubles, others) = (
        parameters.indices.filter { named[$0].tensor.dtype == .float64 },
        parameters.indices.filter { named[$0].tensor.dtype != .float64 }
      )
      var buckets: [GradientBucket] = []
      for (indices, bytes) in [(others, 4), (doubles, 8)] {
        let plan = BucketPlan(
          counts: indices.map { named[$0].tensor.count }, bytesPerElement: bytes,
          limit: bucketBytes, firstLimit: 1 << 20)
        buckets += plan.buckets.map { bucket in
          GradientBucket(bucket.map { indices[$0] }, of: named.map(\.tensor))
        }
      }
      self.buckets = buckets
      for bucket in buckets {
        for parameter in bucket.parameters { bucketOfParameter[parameter] = bucket }
      }
      for (index, tensor) in parameters.enumerated() {
        handles.append(
          tensor.registerPostAccumulateHook(name: "all_reduce") { [weak self] tensor in
            self?.take(tensor, index)
          })
      }
    }

    deinit { for handle in handles { handle.remove() } }

    /// The gradient of a parameter has been added to what it holds.
    private func take(_ tensor: Tensor, _ index: Int) {
      guard isAveraging, let gradient = tensor.gradient, let bucket = bucketOfParameter[index]
      else {
        return
      }
      begin()
      guard !bucket.hasBegun else {
        fail(
          "DistributedDataParallel",
          "the gradient of \(paths[index]) arrives once more in the same backward pass; use overlapping: false"
        )
      }
      bucket.take(gradient, of: index)
      guard isOverlapping else { return }
      while next < buckets.count, buckets[next].isComplete { beginNext() }
      for bucket in buckets[..<next] { bucket.moveOn() }
    }

    /// The first gradient of a backward pass has come.
    private func begin() {
      guard !isUnderWay else { return }
      isUnderWay = true
      next = 0
      for bucket in buckets { bucket.reset() }
      Tensor.whenBackwardEnds { [self] in finish() }
    }

    private func beginNext() {
      buckets[next].begin()
      next += 1
    }

    /// The backward pass is over: what is missing is not used by this process.
    private func finish() {
      while next < buckets.count { beginNext() }
      let ranks = Attribute("ranks", .integer(communicator.size))
      for (number, bucket) in buckets.enumerated() {
        bucket.finish()
        for index in bucket.parameters {
          let parameter = parameters[index]
          guard let mean = bucket.mean(of: index, like: parameter, over: communicator.size) else {
            continue
          }
          parameter.gradient = mean
          parameter.addGradientChange(
            GradientChange(
              "all_reduce",
              attributes: [
                ranks, Attribute("bytes", .integer(parameter.count * parameter.dtype.byteCount)),
                Attribute("bucket", .integer(number)),
              ],
              before: bucket.own[index] ?? Tensor.zeros(parameter.shape, dtype: parameter.dtype),
              after: mean))
        }
      }
      isUnderWay = false
    }
  }
#endif

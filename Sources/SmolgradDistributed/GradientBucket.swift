#if MPI
  import Smolgrad

  /// Gradients of some parameters, one behind the other, which all processes add up at once; and behind them for each a one, where this
  /// process has computed it.
  final class GradientBucket {
    /// The numbers of the parameters.
    let parameters: [Int]
    /// How many bytes go to the other processes.
    var byteCount: Int { count * (isDouble ? 8 : 4) }
    private(set) var hasBegun = false
    /// The gradients of this process, for figures.
    private(set) var own: [Int: Tensor] = [:]

    private let offsets: [Int: Int]
    private let count: Int
    private let isDouble: Bool
    private let memory: UnsafeMutableRawPointer
    private var sum: PendingSum?

    /// A bucket of some of the parameters of a model, which have one type.
    init(_ parameters: [Int], of tensors: [Tensor]) {
      self.parameters = parameters
      var offset = 0
      var offsets: [Int: Int] = [:]
      for parameter in parameters {
        offsets[parameter] = offset
        offset += tensors[parameter].count
      }
      self.offsets = offsets
      count = offset + parameters.count
      isDouble = tensors[parameters[0]].dtype == .float64
      memory = .allocate(byteCount: count * 8, alignment: 64)
      reset()
    }

    deinit { memory.deallocate() }

    /// Forgets what was in it.
    func reset() {
      memory.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
      hasBegun = false
      own = [:]
    }

    /// Whether all gradients of this process are in it.
    var isComplete: Bool { own.count == parameters.count }

    /// Takes the gradient of a parameter.
    func take(_ gradient: Tensor, of parameter: Int) {
      own[parameter] = gradient
      if isDouble {
        copy(gradient, parameter, Double.self)
      } else {
        copy(gradient, parameter, Float.self)
      }
    }

    private func copy<T: BinaryFloatingPoint>(_ gradient: Tensor, _ parameter: Int, _ type: T.Type)
    {
      let numbers = memory.assumingMemoryBound(to: type)
      let wide = gradient.detached().cast(to: isDouble ? .float64 : .float32)
      wide.withElements(type) { elements in
        guard let start = elements.baseAddress else { return }
        (numbers + offsets[parameter]!).update(from: start, count: elements.count)
      }
      numbers[count - parameters.count + parameters.firstIndex(of: parameter)!] = 1
    }

    /// Begins to add up.
    func begin() {
      hasBegun = true
      sum =
        isDouble
        ? PendingSum(memory.assumingMemoryBound(to: Double.self), count: count)
        : PendingSum(memory.assumingMemoryBound(to: Float.self), count: count)
    }

    /// Moves sums on that are under way.
    func moveOn() {
      if let sum, sum.isDone { self.sum = nil }
    }

    /// Waits for the sum.
    func finish() {
      sum?.wait()
      sum = nil
    }

    /// The mean of a parameter's gradients over the processes; nil where no process has one.
    func mean(of parameter: Int, like tensor: Tensor, over size: Int) -> Tensor? {
      isDouble
        ? mean(parameter, tensor, size, Double.self) : mean(parameter, tensor, size, Float.self)
    }

    private func mean<T: BinaryFloatingPoint>(
      _ parameter: Int, _ tensor: Tensor, _ size: Int, _ type: T.Type
    ) -> Tensor? {
      let numbers = memory.assumingMemoryBound(to: type)
      let flag = numbers[count - parameters.count + parameters.firstIndex(of: parameter)!]
      guard flag > 0 else { return nil }
      let bytes = UnsafeRawBufferPointer(
        start: numbers + offsets[parameter]!, count: tensor.count * MemoryLayout<T>.stride)
      let sum = Tensor(bytes: bytes, shape: tensor.shape, dtype: isDouble ? .float64 : .float32)
      return (sum / Double(size)).detached().cast(to: tensor.dtype)
    }
  }
#endif

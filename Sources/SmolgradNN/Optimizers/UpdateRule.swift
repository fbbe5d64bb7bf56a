import Smolgrad

/// What an optimizer does to the elements of a parameter, in place, without a tensor for each operation of the formula.
protocol UpdateRule {
  /// Changes a chunk of a parameter's elements, and what the optimizer remembers of them, by the gradient.
  func apply<T: BinaryFloatingPoint>(
    to w: UnsafeMutableBufferPointer<T>, _ g: UnsafeBufferPointer<T>,
    _ state: [UnsafeMutableBufferPointer<T>])

  /// The same by tensor operations, where elements are not changed in place: the parameter's and the remembered tensors' new elements.
  func values(_ w: Tensor, _ g: Tensor, _ state: [Tensor]) -> (parameter: Tensor, state: [Tensor])
}

extension UpdateRule {
  /// Applies the rule in the parameter's precision; for a type of two bytes in single precision.
  func update(_ parameter: Tensor, _ gradient: Tensor, _ state: [Tensor]) {
    if parameter.device == .mlx {
      let (value, remembered) = values(parameter.float(), gradient.float(), state)
      parameter.assign(value)
      for (tensor, value) in zip(state, remembered) { tensor.assign(value) }
      return
    }
    switch parameter.dtype {
    case .float64: update(parameter, gradient, state, Double.self)
    case .float32: update(parameter, gradient, state, Float.self)
    default:
      let wide = parameter.cast(to: .float32).detached()
      update(wide, gradient.cast(to: .float32), state, Float.self)
      parameter.assign(wide)
    }
  }

  private func update<T: BinaryFloatingPoint & BitwiseCopyable>(
    _ parameter: Tensor, _ gradient: Tensor, _ state: [Tensor], _ type: T.Type
  ) {
    let state = state.map { $0.mutableElements(type) }
    gradient.withElements(type) { gradient in
      parameter.changeElements(type) { range, elements in
        apply(
          to: elements, UnsafeBufferPointer(rebasing: gradient[range]),
          state.map { UnsafeMutableBufferPointer(rebasing: $0[range]) })
      }
    }
  }
}

/// What an optimizer remembers of each of its parameters.
struct OptimizerState {
  /// How many steps each parameter has taken.
  private(set) var steps: [Int]
  private var tensors: [[Tensor]]
  private let count: Int

  /// Nothing yet; `count` is the number of tensors to remember for a parameter.
  init(_ parameters: [Tensor], count: Int) {
    steps = Array(repeating: 0, count: parameters.count)
    tensors = Array(repeating: [], count: parameters.count)
    self.count = count
  }

  /// What is remembered of a parameter, in the order of some names.
  func named(_ names: [String], at index: Int?) -> [(name: String, tensor: Tensor)] {
    guard let index else { return [] }
    return zip(names, tensors[index]).map { ($0, $1) }
  }

  /// Counts a step of a parameter, and returns what is remembered of it: zeros at first.
  mutating func step(_ index: Int, of parameter: Tensor) -> [Tensor] {
    steps[index] += 1
    if tensors[index].count < count {
      let dtype: DType = parameter.dtype == .float64 ? .float64 : .float32
      tensors[index] = withDevice(parameter.device) {
        (0..<count).map { _ in .zeros(parameter.shape, dtype: dtype) }
      }
    }
    return tensors[index]
  }
}

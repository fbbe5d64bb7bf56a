public import Smolgrad

/// A table of vectors, which integers look up: the result has the shape of the indices and the length of a vector.
///
///     let table = Embedding(10, 4)
///     table(Tensor(integers: [3, 3, 7])).shape  // [3, 4]
public final class Embedding: Module {
  /// The vectors, of shape (number of vectors, length).
  public var weight: Tensor
  private let padding: Int?

  /// A table of vectors, normally distributed at first.
  ///
  /// - Parameters:
  ///   - number: How many vectors there are.
  ///   - length: How long they are.
  ///   - padding: The index of a vector that is 0 at first and is not trained; a negative one counts from the end.
  ///   - dtype: The type of the elements.
  ///   - generator: Where the initial numbers come from.
  public init(
    _ number: Int, _ length: Int, padding: Int? = nil, dtype: DType = .float32,
    generator: Generator = .shared
  ) {
    self.padding = padding
    weight = .randn([number, length], dtype: dtype, generator: generator)
    if let padding { weight[padding] = .zeros([length], dtype: dtype) }
    weight.asParameter()
  }

  public override func forward(_ x: Tensor) -> Tensor {
    .embedding(x, weight: weight, padding: padding)
  }
}

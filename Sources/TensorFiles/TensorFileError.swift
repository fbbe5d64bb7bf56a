/// What is wrong with a file of tensors, in one sentence.
public struct TensorFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence, which names the file if it is known.
  public let description: String

  init(_ description: String) { self.description = description }
}

extension Record {
  /// What an operation was computed from, in the order of the operands; a tensor used twice is there twice.
  ///
  /// One or two, as most operations have, take no array of their own.
  public struct Inputs: RandomAccessCollection, ExpressibleByArrayLiteral {
    private var first: Tensor?
    private var second: Tensor?
    private var others: [Tensor] = []

    /// No inputs.
    init() {}

    // Put in line, as the subscript is, so that the array of a literal and the copy of a structure are never made.
    /// The inputs of an array.
    @inline(__always)
    public init(_ tensors: [Tensor]) {
      if tensors.count > 0 { first = tensors[0] }
      if tensors.count > 1 { second = tensors[1] }
      if tensors.count > 2 { others = Array(tensors[2...]) }
    }

    /// The inputs of a literal, such as `[a, b]`.
    @inline(__always)
    public init(arrayLiteral tensors: Tensor...) { self.init(tensors) }

    /// The tensors that are there; an operand that may be left out is nil.
    init(_ tensors: Tensor?...) { self.init(tensors.compactMap { $0 }) }

    /// 0, the position of the first input.
    public var startIndex: Int { 0 }
    /// The number of inputs.
    public var endIndex: Int { first == nil ? 0 : second == nil ? 1 : 2 + others.count }

    /// The input at a position.
    public subscript(position: Int) -> Tensor {
      @inline(__always) get {
        switch position {
        case 0: first!
        case 1: second!
        default: others[position - 2]
        }
      }
    }

    /// Takes the inputs out, and hands over those that nobody else refers to and that refer to others.
    ///
    /// The others are released.
    mutating func release(to pending: inout [Tensor]) {
      func release(_ input: inout Tensor?) {
        guard input != nil else { return }
        if isKnownUniquelyReferenced(&input), input!.holdsOthers { pending.append(input!) }
        input = nil
      }
      release(&first)
      release(&second)
      while !others.isEmpty {
        var input = others.popLast()
        release(&input)
      }
    }
  }
}

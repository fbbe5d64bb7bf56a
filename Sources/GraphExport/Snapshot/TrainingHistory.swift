/// What the steps of a training run were like: the loss, and a few numbers of each parameter.
///
/// All lists have a number for each step, from the first to the last. ``Recorder`` makes it while a program trains.
public struct TrainingHistory: Hashable, Sendable {
  /// What changed the parameters, in words, such as `Adam, learning rate 0.1`.
  public var optimizer: String?
  /// The loss of each step, before the parameters were changed.
  public var losses: [Double]
  /// The parameters, in the order of the computation.
  public var parameters: [Series]

  /// Makes a history.
  public init(optimizer: String? = nil, losses: [Double] = [], parameters: [Series] = []) {
    self.optimizer = optimizer
    self.losses = losses
    self.parameters = parameters
  }

  /// How many steps there were.
  public var count: Int { losses.count }

  /// The numbers of one parameter, or of several together.
  public struct Series: Hashable, Sendable {
    /// The name of the parameter's node, such as `fc1.weight`; of a module its path.
    public var name: String
    /// How many numbers the parameter holds.
    public var elementCount: Int
    /// The Euclidean norm of the value before each step.
    public var valueNorms: [Double]
    /// The Euclidean norm of the gradient; null in a step in which there was none.
    public var gradientNorms: [Double?]
    /// The share of the gradient's elements that are zero, from 0 to 1; null in a step in which there was none.
    public var zeroShares: [Double?]
    /// How far the step went: the norm of the change divided by that of the value before; null where that was zero, and
    /// where an optimizer changed the value a second time within a step when it had not done so before.
    public var updateRatios: [Double?]
    /// What the optimizer remembers of the parameter, if the recorder was asked for it.
    public var state: [State]

    /// Makes the numbers of a parameter.
    public init(
      name: String, elementCount: Int, valueNorms: [Double] = [], gradientNorms: [Double?] = [],
      zeroShares: [Double?] = [], updateRatios: [Double?] = [], state: [State] = []
    ) {
      self.name = name
      self.elementCount = elementCount
      self.valueNorms = valueNorms
      self.gradientNorms = gradientNorms
      self.zeroShares = zeroShares
      self.updateRatios = updateRatios
      self.state = state
    }
  }

  /// The norm of a tensor that an optimizer remembers, such as Adam's `m`, after each step.
  public struct State: Hashable, Sendable {
    /// What it is called.
    public var name: String
    /// The Euclidean norms; null before there was one.
    public var norms: [Double?]

    /// Makes the norms of a tensor.
    public init(name: String, norms: [Double?] = []) {
      self.name = name
      self.norms = norms
    }
  }
}

extension TrainingHistory {
  /// The numbers of a parameter; nil for what is none.
  public func series(named name: String) -> Series? { parameters.first { $0.name == name } }

  /// The numbers of all parameters inside of a module together, such as those of `fc1`; nil for a module that has none.
  ///
  /// Norms are those of all their elements, and shares those of all of them.
  public func series(ofModule path: String) -> Series? {
    combined(parameters.filter { path.isEmpty || $0.name.hasPrefix(path + ".") }, named: path)
  }

  /// The numbers of the modules from one path to another, such as `h.0` and `h.11`, together.
  func series(ofModules path: String, to lastPath: String) -> Series? {
    let (first, last) = (path.split(separator: "."), lastPath.split(separator: "."))
    guard first.count == last.count,
      let index = first.indices.first(where: { first[$0] != last[$0] }),
      let low = Int(first[index]), let high = Int(last[index])
    else { return nil }
    let members = parameters.filter { series in
      let parts = series.name.split(separator: ".")
      guard parts.count > first.count, let number = Int(parts[index]) else { return false }
      return (low...max(low, high)).contains(number)
        && first.indices.allSatisfy { $0 == index || parts[$0] == first[$0] }
    }
    return combined(members, named: "\(path) … \(lastPath)")
  }

  private func combined(_ members: [Series], named name: String) -> Series? {
    guard !members.isEmpty else { return nil }
    var stateNames: [String] = []
    for state in members.flatMap(\.state) where !stateNames.contains(state.name) {
      stateNames.append(state.name)
    }
    let total = members.reduce(0) { $0 + $1.elementCount }
    var whole = Series(name: name, elementCount: total)
    whole.state = stateNames.map { name in
      let norms = members.flatMap(\.state).filter { $0.name == name }.map(\.norms)
      return State(
        name: name,
        norms: (0..<count).map { step in
          let known = norms.compactMap { $0[step] }
          return known.isEmpty ? nil : Self.norm(known)
        })
    }
    for step in 0..<count {
      let values = members.map { $0.valueNorms[step] }
      whole.valueNorms.append(Self.norm(values))
      let gradients = members.compactMap { $0.gradientNorms[step] }
      whole.gradientNorms.append(gradients.isEmpty ? nil : Self.norm(gradients))
      let zeros = members.compactMap { member in
        member.zeroShares[step].map { (share: $0, count: Double(member.elementCount)) }
      }
      let counted = zeros.reduce(0) { $0 + $1.count }
      whole.zeroShares.append(
        counted == 0 ? nil : zeros.reduce(0) { $0 + $1.share * $1.count } / counted)
      let changes = members.compactMap { member in
        let norm = member.valueNorms[step]
        return norm == 0 ? 0 : member.updateRatios[step].map { $0 * norm }
      }
      let size = whole.valueNorms[step]
      let isKnown = size != 0 && changes.count == members.count
      whole.updateRatios.append(isKnown ? Self.norm(changes) / size : nil)
    }
    return whole
  }

  /// The norm of vectors of some norms behind each other, without an overflow half way.
  private static func norm(_ norms: [Double]) -> Double {
    let largest = norms.max { $0 < $1 } ?? 0
    if norms.contains(where: \.isNaN) { return .nan }
    guard largest > 0, largest.isFinite else { return largest }
    return largest
      * norms.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
  }
}

// A NaN is the same as a NaN.
extension TrainingHistory {
  /// Whether two are the same, digit by digit.
  public static func == (a: TrainingHistory, b: TrainingHistory) -> Bool {
    a.optimizer == b.optimizer && a.losses.map(\.identity) == b.losses.map(\.identity)
      && a.parameters == b.parameters
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(optimizer)
    hasher.combine(losses.map(\.identity))
    hasher.combine(parameters)
  }
}

extension TrainingHistory.Series {
  /// Whether two are the same, digit by digit.
  public static func == (a: Self, b: Self) -> Bool {
    a.name == b.name && a.elementCount == b.elementCount && a.state == b.state
      && a.identities == b.identities
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(elementCount)
    hasher.combine(identities)
    hasher.combine(state)
  }

  private var identities: [[UInt64?]] {
    [valueNorms, gradientNorms, zeroShares, updateRatios].map { $0.map { $0?.identity } }
  }
}

extension TrainingHistory.State {
  /// Whether two are the same, digit by digit.
  public static func == (a: Self, b: Self) -> Bool {
    a.name == b.name && a.norms.map { $0?.identity } == b.norms.map { $0?.identity }
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(norms.map { $0?.identity })
  }
}

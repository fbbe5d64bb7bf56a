/// A setting of a model that can be chosen, such as the number of its layers.
public struct ModelOption<Settings: Sendable>: Sendable {
  /// A property of the settings, such as `\.width`.
  public typealias Setting<Value> = any WritableKeyPath<Settings, Value> & Sendable

  let name: String
  let help: String
  /// What may be chosen, in words: `a whole number from 1 to 9`.
  let domain: String
  let get: @Sendable (Settings) -> String
  /// Sets the value that a text means; false if it means none that is allowed.
  let set: @Sendable (inout Settings, String) -> Bool

  private init<Value>(
    _ name: String, _ setting: Setting<Value>, help: String,
    domain: String, text: @escaping @Sendable (Value) -> String,
    value: @escaping @Sendable (String) -> Value?
  ) {
    self.name = name
    self.help = help
    self.domain = domain
    get = { text($0[keyPath: setting]) }
    set = { settings, text in
      guard let value = value(text) else { return false }
      settings[keyPath: setting] = value
      return true
    }
  }

  /// A whole number in a range.
  ///
  /// - Parameters:
  ///   - name: what it is called on the command line, without the dashes.
  ///   - setting: the property of the settings.
  ///   - range: the numbers that are allowed.
  ///   - help: what it is, in a few words.
  public init(
    _ name: String, _ setting: Setting<Int>,
    in range: ClosedRange<Int>, help: String
  ) {
    self.init(
      name, setting, help: help, domain: "a whole number from \(range.words)", text: { "\($0)" },
      value: { text in Int(text).flatMap { range.contains($0) ? $0 : nil } })
  }

  /// A number in a range.
  public init(
    _ name: String, _ setting: Setting<Double>,
    in range: ClosedRange<Double>, help: String
  ) {
    self.init(
      name, setting, help: help, domain: "a number from \(range.words)", text: { "\($0)" },
      value: { text in Double(text).flatMap { range.contains($0) ? $0 : nil } })
  }

  /// Several whole numbers in a range, with commas between them.
  public init(
    _ name: String, _ setting: Setting<[Int]>,
    count: ClosedRange<Int>, in range: ClosedRange<Int>, help: String
  ) {
    let counts = count.lowerBound == count.upperBound ? "\(count.lowerBound)" : count.words
    self.init(
      name, setting, help: help,
      domain: "\(counts) whole numbers from \(range.words) with commas between them",
      text: { $0.map(String.init).joined(separator: ",") },
      value: { text in
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }.filter(range.contains)
        return numbers.count == parts.count && count.contains(parts.count) ? numbers : nil
      })
  }

  /// One of several words.
  public init<Word: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ setting: Setting<Word>, help: String
  ) {
    self.init(
      name, setting, help: help,
      domain: "one of " + Word.allCases.map(\.rawValue).joined(separator: ", "),
      text: { $0.rawValue },
      value: { text in Word.allCases.first { $0.rawValue == text.lowercased() } })
  }

  /// The seed of all random numbers of a model, as `--seed`.
  public static func seed(_ setting: Setting<Int>) -> ModelOption {
    ModelOption(
      "seed", setting, in: 0...Int(UInt32.max), help: "the seed of all random numbers")
  }

  func description(in defaults: Settings) -> Model.Option {
    Model.Option(name: name, help: help, domain: domain, defaultValue: get(defaults))
  }
}

extension Model {
  /// What is known of an option: everything but how to set it.
  public struct Option: Hashable, Sendable {
    /// What it is called, without the dashes of the command line.
    public let name: String
    /// What it is, in a few words.
    public let help: String
    /// What may be chosen, such as `a whole number from 1 to 9`.
    public let domain: String
    /// What it is if nothing was chosen.
    public let defaultValue: String
  }

  /// The value of an option: a number, numbers or a word, given as a literal or as the text that the command line takes.
  public struct Value: Hashable, Sendable {
    let text: String

    /// A value as it stands on the command line, such as `12` or `2,8,1`.
    public init(_ text: String) { self.text = text }
  }
}

extension Model.Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral
{
  /// A value as it stands on the command line.
  public init(stringLiteral text: String) { self.init(text) }
  /// A whole number.
  public init(integerLiteral number: Int) { self.init("\(number)") }
  /// A number.
  public init(floatLiteral number: Double) { self.init("\(number)") }
  /// Several whole numbers.
  public init(arrayLiteral numbers: Int...) {
    self.init(numbers.map(String.init).joined(separator: ","))
  }
}

/// What is wrong with the settings of a model, in one sentence.
public struct ModelError: Error, Hashable, CustomStringConvertible {
  /// The sentence.
  public var description: String

  /// An error that says this.
  public init(_ description: String) { self.description = description }
}

extension ClosedRange where Bound: CustomStringConvertible {
  fileprivate var words: String { "\(lowerBound.description) to \(upperBound.description)" }
}

import ArgumentParser
import GraphExport
import Smolgrad

/// The types of numbers that a computation is run in.
struct TypeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The type of the numbers: \(Self.names.joined(separator: ", ")). (default: a model's own, of an expression float64; with --against the next narrower one)",
      valueName: "type"),
    completion: .list(Self.names))
  var dtype: String?

  @Option(
    help: ArgumentHelp(
      "Compute in this wider type too, and show how many digits each operation loses against it.",
      valueName: "type"),
    completion: .list(Self.names))
  var against: String?

  /// The types, by their names.
  static var all: [DType] { DType.allCases.filter(\.isFloatingPoint) }
  private static var names: [String] { all.map(\.rawValue) }

  /// The types, the wider one last.
  ///
  /// - Parameter usual: what is computed in where nothing is said.
  func resolved(usual: DType) throws(CommandError) -> Types {
    let wide = try against.map { name throws(CommandError) in
      try choose("type", name, among: Self.all, \.rawValue)
    }
    let given = try dtype.map { name throws(CommandError) in
      try choose("type", name, among: Self.all, \.rawValue)
    }
    let narrow = given ?? (wide == .float64 ? .float32 : wide == nil ? usual : .float16)
    guard let wide else { return Types(narrow: narrow, wide: nil, given: given) }
    guard wide.byteCount > narrow.byteCount else {
      throw CommandError(
        "--against needs a wider type than \(narrow.rawValue); with --against \(wide.rawValue) compute in a narrower one, by --dtype",
        isUsage: true)
    }
    return Types(narrow: narrow, wide: wide, given: given)
  }

  /// What a computation is run in, and beside what.
  struct Types {
    var narrow: DType
    var wide: DType?
    /// What was asked for.
    var given: DType?
  }
}

/// A model in the types that were asked for.
struct ModelRun {
  private let trace: () throws -> Tensor
  private let types: TypeOptions.Types
  private let name: String
  private let own: TypedRun
  private let device: Device

  /// A run of a model that computes in single precision of itself.
  ///
  /// - Parameters:
  ///   - isRepeated: whether it will run again in double precision, which the CPU computes.
  ///   - device: where it runs.
  init(
    _ name: String, _ types: TypeOptions.Types, isRepeated: Bool = false, on device: Device = .cpu,
    tracing trace: @escaping () throws -> Tensor
  ) {
    (self.name, self.types, self.trace, self.device) = (name, types, trace, device)
    let isOwn = types.given == nil && types.narrow == .float32
    own = TypedRun(
      in: isOwn ? nil : types.narrow, keepsDraws: isRepeated || types.wide != nil)
  }

  /// Runs it.
  func callAsFunction() throws -> Tensor { try withDevice(device) { try own.run(trace) } }

  /// Runs it again with the same numbers in a wider type.
  func again(in wide: DType) throws -> Tensor {
    try TypedRun(repeating: own, in: wide).run(trace)
  }

  /// What was lost against the wider type, if one was asked for.
  func lost(by result: Tensor) throws -> LostDigitsReport? {
    try types.wide.map {
      try LostDigitsReport(of: result, in: $0, named: name) { try again(in: $0) }
    }
  }
}

/// The digits that a computation has lost against a wider type.
struct LostDigitsReport {
  let lost: [LostDigits]
  private let wide: DType

  /// Computes in the wider type and compares.
  init(
    of result: Tensor, in wide: DType, named name: String, computing: (DType) throws -> Tensor
  ) throws {
    guard let lost = GraphSnapshot.lostDigits(of: result, against: try computing(wide)) else {
      throw CommandError(
        "\(name) computes something else in \(wide.rawValue), so both can't be compared")
    }
    (self.lost, self.wide) = (lost, wide)
  }

  /// The marks of a figure: the digits that each operation has lost.
  var marks: [Diagram.Mark] {
    lost.map { lost in
      let isOrigin = lost.cause != nil
      return Diagram.Mark(
        node: lost.id, module: isOrigin ? lost.module : nil,
        words: lost.cause.map { "digits lost: \($0.rawValue)" } ?? "digits lost before",
        lines: [lost.message], isOrigin: isOrigin)
    }
  }

  /// Says on standard error which operations are to blame.
  func tell() {
    let blamed = lost.filter { $0.cause != nil }
    if blamed.isEmpty {
      Remarks.make("no operation loses digits against \(wide.rawValue)")
    }
    for lost in blamed.prefix(8) { Remarks.make(lost.message) }
    if blamed.count > 8 { Remarks.make("and \(blamed.count - 8) more operations lose digits") }
  }
}

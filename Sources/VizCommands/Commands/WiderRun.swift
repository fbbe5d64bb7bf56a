import GraphExport
import Smolgrad

/// The same expression in a wider type, beside which it can be seen how many digits are lost.
struct WiderRun {
  private let run: ExpressionRun

  /// The type that an expression is computed in where only the wider one is named.
  static func narrower(than wide: String) throws(CommandError) -> String {
    switch try choose("type", wide, among: ExpressionRun.types, \.rawValue) {
    case .float64: DType.float32.rawValue
    default: DType.float16.rawValue
    }
  }

  /// Prepares the run of an expression in a type that is wider than another one.
  init(
    _ text: String, _ pairs: some Sequence<String>, dtype: String, than narrow: DType, seed: UInt64
  ) throws {
    run = try ExpressionRun(text, pairs, dtype: dtype, seed: seed)
    let order: [DType] = [.float16, .float32, .float64]
    guard order.firstIndex(of: run.dtype)! > order.firstIndex(of: narrow)! else {
      throw CommandError(
        "--against needs a wider type than \(narrow.rawValue); with --against \(run.dtype.rawValue) compute in a narrower one, by --dtype",
        isUsage: true)
    }
  }

  /// The marks of a figure: the digits that each operation has lost; and what is to be said of those that are to blame.
  func marks(on snapshot: GraphSnapshot) throws -> (marks: [Diagram.Mark], remarks: [String]) {
    guard let lost = snapshot.lostDigits(against: GraphSnapshot(of: try run.result().value)) else {
      throw CommandError(
        "the expression computes something else in \(run.dtype.rawValue), so both can't be compared"
      )
    }
    let marks = lost.map { lost in
      Diagram.Mark(
        node: lost.id,
        words: lost.cause.map { "digits lost: \($0.rawValue)" } ?? "digits lost before",
        lines: [lost.message], isOrigin: lost.cause != nil)
    }
    let blamed = lost.filter { $0.cause != nil }.map(\.message)
    return (
      marks, blamed.isEmpty ? ["no operation loses digits against \(run.dtype.rawValue)"] : blamed
    )
  }
}

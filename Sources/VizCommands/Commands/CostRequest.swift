import GraphExport
import Smolgrad
import TensorFiles

/// What a figure is colored by, with the numbers of the file that says it.
struct CostRequest {
  let kind: CostKind
  let table: CostTable?

  /// The kinds that need no file.
  static let kinds = CostKind.allCases.filter { $0 != .file }

  private init(_ kind: CostKind, _ table: CostTable? = nil) {
    (self.kind, self.table) = (kind, table)
  }

  /// Reads what `--color-by` says: a kind, or the name of a file, which is read.
  init(_ words: String) throws {
    if let kind = Self.kinds.first(where: { word($0) == words }) {
      self.init(kind)
      return
    }
    guard words.contains(where: { $0 == "." || $0 == "/" }) else {
      self.init(try choose("cost", words, among: Self.kinds, word))
      return
    }
    let text = try InputFile.read(MarkerFiles.readable(words)) { (data) throws(TensorFileError) in
      String(decoding: data, as: UTF8.self)
    }
    do {
      self.init(.file, try CostTable(text))
    } catch {
      throw CommandError("'\(words)' can't color a figure: \(error)")
    }
  }

  /// The snapshot of a computation, with the costs that tensors alone know of.
  ///
  /// - Parameter trace: computes it; several times where times are asked for.
  func snapshot(
    of tensor: Tensor, title: String, capturing mode: GraphSnapshot.CaptureMode,
    tracing trace: () throws -> Tensor
  ) throws -> GraphSnapshot {
    switch kind {
    case .bytes, .gradient, .file:
      return GraphSnapshot(of: tensor, title: title, capturing: mode)
    case .flops, .saved, .time:
      guard mode != .backward, mode != .combined else {
        throw CommandError(
          "--color-by \(kind.rawValue) is about the operations of the forward figure; it goes not with --view \(mode == .backward ? "backward" : "combined")",
          isUsage: true)
      }
    }
    guard kind == .time else {
      return GraphSnapshot(countingCostsOf: tensor, title: title, capturing: mode)
    }
    guard FigureReceiver.current == nil else {
      throw CommandError(
        "times are others each time, so that a document can't be kept up to date with them; write them once with --color-by time --json, and render that file",
        isUsage: true)
    }
    return try GraphSnapshot.timing(title: title, capturing: mode, trace)
  }

  /// Sees to it that a drawing is colored, before views leave something out.
  func apply(to drawing: inout Drawing) throws {
    drawing.options.colorBy = kind
    if kind == .bytes { drawing.snapshot = drawing.snapshot.countingBytes }
    if let table {
      let unknown: [String]
      (drawing.snapshot, unknown) = drawing.snapshot.adding(table)
      if !unknown.isEmpty {
        let names = unknown.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
        let more = unknown.count > 4 ? " and \(unknown.count - 4) more" : ""
        Remarks.make("nothing in the figure is called \(names)\(more)")
      }
    }
    guard drawing.snapshot.has(kind) else {
      let reason =
        kind == .time
        ? "the snapshot has no times, or its runs did not compute the same operations"
        : "the snapshot does not say it"
      throw CommandError(
        "can't color by \(kind.rawValue): \(reason); trace it with --color-by \(kind.rawValue)")
    }
  }
}

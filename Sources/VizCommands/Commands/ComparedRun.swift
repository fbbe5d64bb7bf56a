import ArgumentParser
import Dispatch
import Expressions
import GraphExport
import Smolgrad
import Synchronization

/// Where `diff` finds a computation: in a file, or by running the words of a `trace` or an `eval`.
struct ComparedRun<Tool: VizTool> {
  /// What is to be seen of both.
  let look: FigureLook

  /// The snapshots that two words of the command line ask for.
  ///
  /// Two files are read at the same time: of large ones reading takes longer than the comparison.
  func snapshots(
    _ first: String, _ second: String
  ) throws -> (GraphSnapshot, GraphSnapshot) {
    guard isFile(first), isFile(second) else {
      return (try snapshot(first), try snapshot(second))
    }
    let (texts, files) = ([first, second], MarkerFiles.current)
    let results = Mutex<[Int: Result<GraphSnapshot, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: 2) { number in
      let result = MarkerFiles.$current.withValue(files) {
        Result { try read(texts[number]) }
      }
      results.withLock { $0[number] = result }
    }
    return try results.withLock { (try $0[0]!.get(), try $0[1]!.get()) }
  }

  private func isFile(_ text: String) -> Bool { text == "-" || text.hasSuffix(".json") }

  private func read(_ path: String) throws -> GraphSnapshot {
    let snapshot = try SnapshotSource.read(path)
    try look.check(snapshot)
    return snapshot
  }

  private func snapshot(_ text: String) throws -> GraphSnapshot {
    if isFile(text) { return try read(text) }
    var words: [String]
    do throws(CommandError) {
      words = try ShellWords.split(text)
    } catch {
      throw CommandError("in \"\(text)\": \(error)", isUsage: true)
    }
    guard let first = words.first else {
      throw CommandError(
        "'\(text)' names nothing; give a snapshot (FILE.json), or the words of a trace, such as \"\(example)\"",
        isUsage: true)
    }
    do {
      switch first {
      case EvalCommand<Tool>.name: return try evaluated(Array(words.dropFirst()))
      case TraceCommand<Tool>.name:
        words.removeFirst()
        fallthrough
      default: return try traced(words)
      }
    } catch let error as CommandError {
      throw CommandError("in \"\(text)\": \(error)", isUsage: error.isUsage)
    }
  }

  private func traced(_ words: [String]) throws -> GraphSnapshot {
    let traced = try parsed(TracedWords.self, words)
    guard traced.arrays.saveWeights == nil, traced.arrays.saved.saveArrays == nil else {
      throw CommandError(
        "diff writes no arrays; leave --save-weights and --save-arrays out", isUsage: true)
    }
    let request = try ModelRequest<Tool>(traced.words)
    let trace = try traced.arrays.applied(to: request.trace)
    let run = ModelRun(
      request.model.name, try traced.types.resolved(usual: .float32), tracing: trace)
    guard traced.types.against == nil else {
      throw CommandError(
        "diff compares what it is given; name the other type by --dtype in the second computation",
        isUsage: true)
    }
    return try captured(title: request.title) { try run() }
  }

  private func evaluated(_ words: [String]) throws -> GraphSnapshot {
    let evaluated = try parsed(EvaluatedWords.self, SignedWords.protected([""] + words).dropFirst())
    let words = evaluated.words.map(SignedWords.restored)
    guard let text = words.first else {
      throw CommandError("there is no expression behind eval", isUsage: true)
    }
    let run = try ExpressionRun(
      text, words.dropFirst(), dtype: evaluated.dtype, seed: evaluated.seed)
    return try captured(title: text) {
      let value = try run.result().value
      for (name, leaf) in run.leaves where leaf.name == nil { leaf.name = name }
      return value
    }
  }

  /// Computes something and captures it; where it can't go on, the reason is said before the program ends.
  private func captured(title: String, _ compute: () throws -> Tensor) throws -> GraphSnapshot {
    let receiver = FigureReceiver.current
    let result = try PartialHistory().record(compute) { failure in
      if let receiver { receiver.fail(failure) }
      CommandRunner<Tool>.stop(after: failure)
    }
    return GraphSnapshot(of: result, title: title, capturing: look.capture)
  }

  private func parsed<Words: ParsableArguments>(
    _ type: Words.Type, _ words: some Sequence<String>
  ) throws -> Words {
    do {
      return try type.parse(Array(words))
    } catch {
      throw CommandError(
        CommandRunner<Tool>.advised(type.message(for: error), command: nil), isUsage: true)
    }
  }

  private var example: String { Tool.models.first?.name ?? "MODEL" }
}

/// The words of a `trace` that say what is computed.
private struct TracedWords: ParsableArguments {
  // A model has options of its own, which the parser hands over.
  @Argument(parsing: .allUnrecognized) var words: [String] = []
  @OptionGroup var arrays: ArrayOptions
  @OptionGroup var types: TypeOptions
}

/// The words of an `eval` that say what is computed.
private struct EvaluatedWords: ParsableArguments {
  // An expression may begin with a minus sign.
  @Argument(parsing: .allUnrecognized) var words: [String] = []
  @Option var dtype = DType.float64.rawValue
  @Option var seed: UInt64 = 0
}

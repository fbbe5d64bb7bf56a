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
    guard traced.arrays.saveWeights == nil, traced.arrays.saveArrays == nil else {
      throw CommandError(
        "diff writes no arrays; leave --save-weights and --save-arrays out", isUsage: true)
    }
    let model = try traced.model(of: Tool.self)
    let run = try model.run()
    guard traced.types.against == nil else {
      throw CommandError(
        "diff compares what it is given; name the other type by --dtype in the second computation",
        isUsage: true)
    }
    guard let asked = try traced.training.resolved(hasOwnSteps: model.request.hasOwnSteps) else {
      return try captured(title: model.title) { try run() }
    }
    let (_, last) = try steps(of: asked, 1, model.title) { try run() }
    return last
  }

  /// The snapshots of two steps of one training run: the first and the last; or the last, and what the model computes after it.
  ///
  /// - Parameters:
  ///   - text: the words of a trace, with `--steps`; one step unless they say more.
  ///   - isNext: whether the second one is what comes after the step.
  func steps(
    _ text: String, isNext: Bool
  ) throws -> (GraphSnapshot, GraphSnapshot) {
    guard !isFile(text) else { throw CommandError(try words(ofStepsIn: text), isUsage: true) }
    do {
      var words = try ShellWords.split(text)
      if words.first == TraceCommand<Tool>.name { words.removeFirst() }
      let traced = try parsed(TracedWords.self, words)
      let model = try traced.model(of: Tool.self)
      let run = try model.run(saving: false)
      let asked = try traced.training.resolved(
        hasOwnSteps: model.request.hasOwnSteps, usual: isNext ? 1 : nil)
      guard var asked, isNext || asked.steps > 1 else {
        throw CommandError("it has one step; add --steps with the number of steps", isUsage: true)
      }
      let first = isNext ? asked.steps : 1
      if isNext { asked.steps += 1 }
      return try steps(of: asked, first, model.title) { try run() }
    } catch let error as CommandError {
      throw CommandError("in \"\(text)\": \(error)", isUsage: error.isUsage)
    }
  }

  /// Why the steps of a snapshot can't be compared, and what can.
  private func words(ofStepsIn path: String) throws -> String {
    let count = try read(path).training?.count ?? 0
    let held =
      count > 1
      ? "of \(count) steps '\(path)' holds the last one, and of the others norms alone"
      : "'\(path)' holds one computation and no steps"
    return
      "\(held); give the words of a trace, such as \"\(example) --steps 10\", or a snapshot of each of the two steps without this option"
  }

  /// The snapshots of one step of a training run, and of the last.
  private func steps(
    of asked: TrainingRequest, _ first: Int, _ title: String, _ trace: () throws -> Tensor
  ) throws -> (GraphSnapshot, GraphSnapshot) {
    let run = TrainingRun(asked, capturing: [first], look.capture)
    try run.prepare(trace)
    var last = try captured(title: title) { try run.trace(trace) }
    run.finish(&last)
    var before = run.recorder.captured[0].snapshot
    before.title = title
    return (before, last)
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
  @Option var device = Device.cpu.rawValue
  @OptionGroup var training: TrainingOptions

  func model<Tool: VizTool>(of tool: Tool.Type) throws -> RequestedModel<Tool> {
    try RequestedModel(
      words, arrays, types, steps: training.steps, on: try Device.named(device))
  }
}

/// The words of an `eval` that say what is computed.
private struct EvaluatedWords: ParsableArguments {
  // An expression may begin with a minus sign.
  @Argument(parsing: .allUnrecognized) var words: [String] = []
  @Option var dtype = DType.float64.rawValue
  @Option var seed: UInt64 = 0
}

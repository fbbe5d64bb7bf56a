import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

private var hasValidator: Bool {
  #if os(macOS)
    (try? run("python3", ["-c", "import jsonschema"]).status) == 0
  #else
    true
  #endif
}

/// `docs/snapshot.schema.json` describes what is written and what is read.
@Suite(.enabled(if: hasValidator, "Homebrew has no jsonschema for Python"))
struct SchemaTests {
  /// What a validator of JSON Schema says of some texts: an empty line for each that is right, else the first problem.
  private func validate(_ texts: [Data]) throws -> [String] {
    let script = """
      import json, sys
      import jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      validator = jsonschema.Draft202012Validator(schema)
      for line in sys.stdin:
          problem = next(validator.iter_errors(json.loads(json.loads(line))), None)
          print(f"{problem.json_path}: {problem.message}"[:200] if problem else "")
      """
    let lines = try texts.map {
      try JSONEncoder().encode(String(decoding: $0, as: UTF8.self)) + Data("\n".utf8)
    }
    let output = try run(
      "python3", ["-c", script, Fixture.schema.path], input: lines.reduce(Data(), +))
    try #require(output.status == 0, "\(output.standardError)")
    return String(decoding: output.standardOutput, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).dropLast().map(String.init)
  }

  @Test(.slow) func describesWhatIsWritten() throws {
    let odd = Tensor([.nan, .infinity, -.infinity, -0.0, 1]).exp()
    let large = Tensor.arange(0, 3000).reshape(30, 100).cast(to: .float64) * 0.1
    var snapshots = [
      GraphSnapshot(of: odd), GraphSnapshot(of: large, title: "large"),
      GraphSnapshot(of: Tensor.zeros([0, 3])), GraphSnapshot(nodes: [], edges: []),
    ]
    for sample in Samples.all {
      let tensor = sample.compute()
      snapshots.append(GraphSnapshot(of: tensor, capturing: .contributions))
      snapshots.append(GraphSnapshot(of: tensor, title: "backward", capturing: .backward))
      snapshots.append(GraphSnapshot(of: tensor).splittingSharedLeaves())
    }
    snapshots += try [[.rolled], [.rolled, .depth(.levels(1))]].map {
      try Samples.blocks().applying($0)
    }
    snapshots += ViewedSnapshotTests.snapshots(seeds: 1...20)
    let problems = try validate(
      snapshots.map { try $0.json() } + [Data(contentsOf: Fixture.version1)])
    #expect(problems == Array(repeating: "", count: snapshots.count + 1))
  }

  /// What a recorder and costs add to a snapshot; and what reading refuses of it, the schema refuses.
  @Test func describesATrainingRunAndCosts() throws {
    let x = Tensor([1, 2], requiresGradient: true).named("x")
    let loss = x.exp().sum()
    loss.backward()
    var snapshot = GraphSnapshot(countingCostsOf: loss).countingBytes
    snapshot.stepTime = 0.5
    let recorder = Recorder(optimizer: "none") { [("m", $0)] }
    recorder.step(loss) {}
    recorder.step(loss) { withoutGradients { x.assign(Tensor([.infinity, .nan])) } }
    recorder.step(loss) {}
    snapshot.training = recorder.history
    var blank = snapshot
    blank.training = TrainingHistory()
    let json = try snapshot.json()
    let series = try #require(recorder.history.parameters.first)
    #expect(series.valueNorms.count == 3 && series.valueNorms[2].isNaN)
    #expect(try GraphSnapshot(json: json) == snapshot)
    let text = String(decoding: json, as: UTF8.self)
    let wrong = [
      text.replacing("\"losses\": [", with: "\"losses\": [\"big\", "),
      text.replacing("\"elementCount\": 2", with: "\"elementCount\": -2"),
      text.replacing("\"zeroShares\"", with: "\"zeros\""),
    ]
    #expect(wrong.allSatisfy { $0 != text })
    for text in wrong {
      #expect(throws: SnapshotError.self) { try GraphSnapshot(json: Data(text.utf8)) }
    }
    let problems = try validate([json, blank.json()] + wrong.map { Data($0.utf8) })
    #expect(problems.map(\.isEmpty) == [true, true, false, false, false], "\(problems)")
  }

  @Test func describesTheExampleOfItsPage() throws {
    let page = try String(contentsOf: Fixture.page, encoding: .utf8)
    let example = try #require(
      page.split(separator: "```json\n").dropFirst().first?.split(separator: "```").first)
    let snapshot = try GraphSnapshot(json: Data(example.utf8))
    #expect(snapshot.operationCount == 1 && snapshot.nodes[3].tensor?.value.scalar == 3)
    #expect(try validate([Data(example.utf8)]) == [""])
  }

  /// What the schema refuses, reading refuses too, and at the same path.
  @Test func refusesWhatReadingRefuses() throws {
    let texts = [
      SnapshotText.first(#"{"id":0,"name":"a"}"#), SnapshotText.first(SnapshotText.tensor(-1)),
      SnapshotText.first(SnapshotText.tensor(0, gradient: #"{"status":"lost"}"#)),
      SnapshotText.first(SnapshotText.tensor(0, gradient: #"{"status":"computed"}"#)),
      SnapshotText.first(SnapshotText.tensor(0, more: #","color":"red""#)),
      SnapshotText.value(#"{"shape":[-1],"precision":"single","elements":[]}"#),
      SnapshotText.value(#"{"shape":[],"precision":"half","elements":[1]}"#),
      SnapshotText.value(#"{"shape":[],"precision":"single","elements":["NaN"]}"#),
      SnapshotText.value(#"{"shape":[300],"precision":"single"}"#),
      SnapshotText().text.replacing(#""version":2"#, with: #""version":5"#),
      SnapshotText().text.replacing(#""position":0"#, with: #""position":-1"#),
      SnapshotText().text.replacing(#""type":"mul""#, with: #""type":7"#),
    ]
    let problems = try validate([Data(SnapshotText().text.utf8)] + texts.map { Data($0.utf8) })
    #expect(problems.first == "")
    for (text, problem) in zip(texts, problems.dropFirst()) {
      let path = try refusal(of: text).prefix { $0 != ":" && $0 != "[" }
      #expect(problem.hasPrefix("$.\(path)"), "\(problem), \(text)")
    }
  }
}

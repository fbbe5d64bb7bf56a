import Foundation
import TestSupport
import Testing

/// `--vary`: a page with other values of a name.
@Suite struct VariationTests {
  /// The values that a page has, and the result with each of them.
  private func values(of line: String) throws -> (words: [String], results: [Double]) {
    let folder = try TemporaryFolder()
    let output = try Tool.shell("\"$tool\" \(line) -o page.html", in: folder)
    #expect(output.status == 0, "\(output.standardError)")
    let page = try PageText(String(contentsOf: folder.file("page.html"), encoding: .utf8))
    let variation = (page.data["page"] as? [String: Any])?["variation"] as? [String: Any]
    let results = try #require(page.data["stops"] as? [[String: Any]]).map { stop in
      let nodes = try #require(stop["nodes"] as? [[String: Any]])
      let tensors = nodes.compactMap { $0["tensor"] as? [String: Any] }
      let root = try #require(tensors.first { $0["isRoot"] as? Bool == true })
      return try #require(((root["value"] as? [String: Any])?["elements"] as? [Double])?.first)
    }
    return (try #require(variation?["values"] as? [String]), results)
  }

  @Test func wholeNumbersGoOneByOne() throws {
    let (words, results) = try values(of: "eval \"(x * s).sum()\" x=[1,2] --vary s=-2…2")
    #expect(words == ["-2", "-1", "0", "1", "2"])
    #expect(results == [-6, -3, 0, 3, 6])
  }

  @Test(.slow) func othersGoByEqualStepsOrRatios() throws {
    #expect(
      try values(of: "eval x*x x=5 --vary x=0.5...1.5:3").words == ["0.5", "1", "1.5"])
    let (words, results) = try values(of: "eval x*x --vary x=0.01..1:3")
    #expect(words == ["0.01", "0.1", "1"])
    #expect(zip(results, [1e-4, 1e-2, 1]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// Four digits would make all values between these the same.
  @Test func valuesThatLieCloseAreOthers() throws {
    let numbers = try values(of: "eval x*x --vary x=1…1.001").words.compactMap { Double($0) }
    #expect(numbers.count == 11 && numbers == numbers.sorted() && Set(numbers).count == 11)
    #expect(numbers.first == 1 && numbers.last == 1.001)
  }

  /// Of a training run, each value is what a run with that rate ends with.
  @Test(.slow) func learningRatesAreThoseOfRuns() throws {
    let (words, results) = try values(of: "trace linear-regression --steps 3 --vary lr=0.01…1:2")
    #expect(words == ["0.01", "1"])
    for (word, result) in zip(words, results) {
      let output = try Tool.run(
        "trace", "linear-regression", "--steps", "3", "--learning-rate", word, "--json", "-o", "-")
      let snapshot = try #require(
        try JSONSerialization.jsonObject(with: output.standardOutput) as? [String: Any])
      let nodes = try #require(snapshot["nodes"] as? [[String: Any]])
      let root = try #require(
        nodes.compactMap { $0["tensor"] as? [String: Any] }.first {
          $0["isRoot"] as? Bool == true
        })
      #expect(((root["value"] as? [String: Any])?["elements"] as? [Double])?.first == result)
    }
  }

  @Test(
    arguments: [
      ("trace mlp --vary seed=1…3 -o mlp.svg", "--vary makes a page with a slider"),
      ("trace mlp --vary sead=1…3 -o mlp.html", "can't vary 'sead'"),
      ("trace mlp --vary learning-rate=0.1…1 -o mlp.html", "--steps"),
      ("trace mlp --vary seed=1 -o mlp.html", "a name and two numbers"),
      ("trace mlp --vary seed=1…1 -o mlp.html", "from a number to another"),
      ("trace mlp --vary seed=1…3:1 -o mlp.html", "from 2 to 50 values"),
      ("trace mlp --vary points=2…3 -o mlp.html", "points can't be varied: at 3"),
      ("eval x*w x=1 w=1 --vary v=0…1 -o x.html", "no name 'v'"),
      ("eval x/w x=1 --vary w=1…nan -o x.html", "a name and two numbers"),
    ].quick(3)) func mistakes(line: String, message: String) throws
  {
    let folder = try TemporaryFolder()
    let output = try Tool.shell("\"$tool\" \(line)", in: folder)
    #expect(output.status != 0 && output.standardError.contains(message), "\(output.standardError)")
    #expect(try folder.names() == [])
  }
}

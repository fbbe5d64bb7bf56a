package import Foundation
import Smolgrad

/// How a case ended; one that stopped the program has no result.
package struct CaseOutcome: Codable {
  package enum Result: Codable, Hashable {
    case passed
    case failed(String)
    case unsupported(String)
  }

  package let name: String
  package var result: Result?
  /// The operation of a case of MLX, if the loops of the CPU computed something of it.
  var loops: String?

  package var isFinished: Bool { result != nil }

  /// The operation, whose name the file of its cases has.
  package var operation: Substring { name.prefix { $0 != " " } }
}

/// A file to which a process of its own writes what becomes of each case, so that the outcomes before a crash are kept.
package struct CaseLog {
  package let url: URL

  /// A new log.
  package init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).log")
    try Data().write(to: url)
  }

  package func remove() { try? FileManager.default.removeItem(at: url) }

  /// The outcomes so far; only the last one can be unfinished.
  package func outcomes() throws -> [CaseOutcome] {
    var outcomes: [CaseOutcome] = []
    for line in try Data(contentsOf: url).split(separator: UInt8(ascii: "\n")) {
      let outcome = try JSONDecoder().decode(CaseOutcome.self, from: line)
      // Each case is written twice, when it starts and when it ends.
      if let last = outcomes.last, last.name == outcome.name { outcomes.removeLast() }
      outcomes.append(outcome)
    }
    return outcomes
  }

  /// Runs the cases of the folder in the environment that the log in the environment does not have yet.
  package static func runRemainingCases() throws {
    let environment = ProcessInfo.processInfo.environment
    let folder = ReferenceFolder(url: URL(filePath: environment["SMOLGRAD_REFERENCE_FOLDER"]!))
    let log = CaseLog(url: URL(filePath: environment["SMOLGRAD_REFERENCE_LOG"]!))
    let precision = DType(rawValue: environment["SMOLGRAD_REFERENCE_PRECISION"]!)!
    let device = Device(rawValue: environment["SMOLGRAD_DEVICE"] ?? "cpu")!
    let done = try log.outcomes().count
    let file = try FileHandle(forWritingTo: log.url)
    try file.seekToEnd()
    func write(_ outcome: CaseOutcome) throws {
      try file.write(contentsOf: JSONEncoder().encode(outcome) + Data("\n".utf8))
    }
    for entry in try ReferenceFile.all(in: folder).flatMap(ReferenceCase.all).dropFirst(done) {
      try write(CaseOutcome(name: entry.name))
      var outcome = CaseOutcome(name: entry.name)
      let loops = LoopUse()
      outcome.result = entry.run(dtype: precision, on: device, counting: loops)
      if loops.count > 0 { outcome.loops = entry.operation }
      try write(outcome)
    }
  }

  private init(url: URL) { self.url = url }
}

/// How often the loops of the CPU have computed something of arrays of MLX.
final class LoopUse {
  private(set) var count = 0

  /// Counts it while a function runs.
  func counting<Result>(_ body: () throws -> Result) rethrows -> Result {
    #if MLX
      let before = MLXCounts.fallbacks + MLXCounts.reads
      defer { count += MLXCounts.fallbacks + MLXCounts.reads - before }
    #endif
    return try body()
  }
}

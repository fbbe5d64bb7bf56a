import Foundation
import Smolgrad

/// How a case ended; one that stopped the program has no result.
struct CaseOutcome: Codable {
  enum Result: Codable, Hashable {
    case passed
    case failed(String)
    case unsupported(String)
  }

  let name: String
  var result: Result?

  var isFinished: Bool { result != nil }

  /// The operation, whose name the file of its cases has.
  var operation: Substring { name.prefix { $0 != " " } }
}

/// A file to which a process of its own writes what becomes of each case, so that the outcomes before a crash are kept.
struct CaseLog {
  let url: URL

  /// A new log.
  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).log")
    try Data().write(to: url)
  }

  func remove() { try? FileManager.default.removeItem(at: url) }

  /// The outcomes so far; only the last one can be unfinished.
  func outcomes() throws -> [CaseOutcome] {
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
  static func runRemainingCases() throws {
    let environment = ProcessInfo.processInfo.environment
    let folder = ReferenceFolder(url: URL(filePath: environment["SMOLGRAD_REFERENCE_FOLDER"]!))
    let log = CaseLog(url: URL(filePath: environment["SMOLGRAD_REFERENCE_LOG"]!))
    let precision = DType(rawValue: environment["SMOLGRAD_REFERENCE_PRECISION"]!)!
    let done = try log.outcomes().count
    let file = try FileHandle(forWritingTo: log.url)
    try file.seekToEnd()
    func write(_ outcome: CaseOutcome) throws {
      try file.write(contentsOf: JSONEncoder().encode(outcome) + Data("\n".utf8))
    }
    for entry in try ReferenceFile.all(in: folder).flatMap(ReferenceCase.all).dropFirst(done) {
      try write(CaseOutcome(name: entry.name))
      try write(CaseOutcome(name: entry.name, result: entry.run(dtype: precision)))
    }
  }

  private init(url: URL) { self.url = url }
}

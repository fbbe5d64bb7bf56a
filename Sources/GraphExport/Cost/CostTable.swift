#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Numbers by the names of nodes or modules, as a file of another program has them.
///
/// A file is JSON, an object of names and numbers, or CSV, a name and a number on each line below a heading that may be missing.
public struct CostTable: Hashable, Sendable {
  /// The numbers in the order of the file.
  public let entries: [(name: String, number: Double)]

  /// Makes a table of names and numbers; each name once.
  public init(_ entries: [(name: String, number: Double)]) { self.entries = entries }

  /// Whether two tables have the same names and numbers in the same order.
  public static func == (a: CostTable, b: CostTable) -> Bool {
    a.entries.elementsEqual(b.entries) { $0 == $1 }
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    for entry in entries {
      hasher.combine(entry.name)
      hasher.combine(entry.number)
    }
  }

  /// Reads the text of a file.
  ///
  ///     try CostTable("name,ms\nfc1.weight,2.5").entries[0].number  // 2.5
  ///
  /// - Throws: ``CostTableError``, with the line or the name that is wrong.
  public init(_ text: String) throws(CostTableError) {
    let isJSON = text.first { !$0.isWhitespace && $0 != "\u{feff}" } == "{"
    self.init(try isJSON ? Self.json(text) : Self.csv(text))
    guard !entries.isEmpty else { throw CostTableError("it has no numbers") }
    var met: Set<String> = []
    for (name, number) in entries {
      guard met.insert(name).inserted else { throw CostTableError("'\(name)' is there twice") }
      guard number.isFinite else {
        throw CostTableError("the number of '\(name)' is not finite")
      }
    }
  }

  private static func json(_ text: String) throws(CostTableError) -> [(String, Double)] {
    var pieces = [Data(text.utf8)]
    var numbers: [(String, Double)] = []
    do {
      var json = JSONReader { pieces.popLast() }
      try json.object { json, name in numbers.append((name, try Double.read(&json))) }
      try json.finish()
      return numbers
    } catch {
      throw CostTableError("it is no object of names and numbers: \(error)")
    }
  }

  private static func csv(_ text: String) throws(CostTableError) -> [(String, Double)] {
    var entries: [(String, Double)] = []
    var isFirst = true
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let text = line.drop { $0 == "\u{feff}" }
      guard text.contains(where: { !$0.isWhitespace }) else { continue }
      let cells = Self.cells(text)
      guard cells.count == 2 else {
        throw CostTableError("line \(number + 1) has not a name and a number, with a comma between")
      }
      defer { isFirst = false }
      guard let value = Double(cells[1]) else {
        if isFirst { continue }
        throw CostTableError("in line \(number + 1) '\(cells[1].prefix(40))' is no number")
      }
      entries.append((cells[0], value))
    }
    return entries
  }

  /// The cells of a line; a cell in quotation marks may have commas in it, and two such marks for one (RFC 4180).
  private static func cells(_ line: Substring) -> [String] {
    var cells = [""]
    var isQuoted = false
    var hasEnded = false
    for character in line {
      let isDoubled = hasEnded && character == "\""
      hasEnded = isQuoted && character == "\""
      switch character {
      case "\"":
        if isDoubled { cells[cells.count - 1].append(character) }
        isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells.map { cell in
      let trimmed = cell.drop { $0.isWhitespace }
      return String(trimmed.reversed().drop { $0.isWhitespace }.reversed())
    }
  }
}

/// Why a text is no table of names and numbers.
public struct CostTableError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, in words.
  public let description: String

  init(_ description: String) { self.description = description }
}

extension GraphSnapshot {
  /// The snapshot with numbers of one's own.
  ///
  /// A name is that of a node, the name that the user gave a tensor, or the path of a module. A module shows the number that it has, whatever
  /// its parts have: what they leave of it stands at the first of its operations that has no number. All calls of a module have its
  /// number together. Views add the numbers up, so this comes before them.
  ///
  /// - Returns: the snapshot, and the names that nothing in it has.
  public func adding(_ table: CostTable) -> (snapshot: GraphSnapshot, unknownNames: [String]) {
    let names = NamedNodes(self)
    var numbers: [Int: Double] = [:]
    // What the parts of modules leave of their numbers.
    var rests: [String: (left: Double, hasParts: Bool)] = [:]
    var unknown: [String] = []
    for (name, number) in table.entries {
      if let position = names.positions[name] {
        numbers[position, default: 0] += number
      } else if names.members[name] != nil {
        rests[name] = (number, false)
      } else {
        unknown.append(name)
      }
    }
    let modules = Set(rests.keys)
    for (name, number) in table.entries {
      let around =
        modules.contains(name)
        ? NamedNodes.modules(around: name) : names.positions[name].map(names.modules) ?? []
      if let nearest = around.first(where: modules.contains) {
        rests[nearest] = (rests[nearest]!.left - number, true)
      }
    }
    for (path, number) in table.entries {
      guard let rest = rests[path], let members = names.members[path] else { continue }
      // Nothing but what rounding leaves of a sum.
      if rest.hasParts, abs(rest.left) <= 1e-12 * abs(number) { continue }
      // A part with a number of its own keeps it, unless there is nothing else.
      let isFree = { (position: Int) in
        numbers[position] == nil
          && names.modules(around: position).first(where: modules.contains) == path
      }
      let host = members.first(where: isFree) ?? members[0]
      numbers[host, default: 0] += rest.left
    }
    let byNode = Dictionary(
      uniqueKeysWithValues: numbers.map { (nodes[$0.key].id, $0.value) })
    return (adding(\.value) { node in byNode[node.id].map { .init(forward: $0) } }, unknown)
  }
}

/// What the names of a file can mean in a snapshot.
private struct NamedNodes {
  /// The first node of each name.
  private(set) var positions: [String: Int] = [:]
  /// The operations in the calls of each module and of the modules in it.
  private(set) var members: [String: [Int]] = [:]
  private let paths: [String?]

  init(_ snapshot: GraphSnapshot) {
    let scopes = Dictionary(snapshot.scopes.map { ($0.id, $0.path) }) { first, _ in first }
    paths = snapshot.nodes.map { node in node.scope.flatMap { scopes[$0] } }
    for (position, node) in snapshot.nodes.enumerated() {
      for name in [node.name, node.tensor?.label].compactMap(\.self)
      where positions[name] == nil { positions[name] = position }
      guard node.tensor == nil else { continue }
      for path in modules(around: position) { members[path, default: []].append(position) }
    }
  }

  /// The modules that a node lies in, from the inside: `h.0.attn`, `h.0`, `h`.
  func modules(around position: Int) -> [String] {
    guard let path = paths[position], !path.isEmpty else { return [] }
    return [path] + Self.modules(around: path)
  }

  /// The modules that a module lies in, from the inside.
  static func modules(around path: String) -> [String] {
    var found: [String] = []
    var rest = path[...]
    while let dot = rest.lastIndex(of: ".") {
      rest = rest[..<dot]
      found.append(String(rest))
    }
    return found
  }
}

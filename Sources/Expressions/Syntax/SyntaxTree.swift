import Smolgrad

/// The parts of an expression, each part after those that it consists of.
///
/// In this order they can be evaluated one after the other, without recursion: a sum of a million terms is as deep as it is long.
struct SyntaxTree {
  /// The number of a part in the list.
  typealias ID = Int

  /// One part, and the text that it covers.
  struct Node {
    let kind: Kind
    let range: Range<Int>
    /// The sign, or the name of the function or attribute: what is marked when the part itself is wrong.
    let mark: Range<Int>
  }

  /// What kinds of parts there are.
  enum Kind {
    case number(Number)
    case text(String)
    case boolean(Bool)
    case none
    case dtype(DType)
    case name(String)
    case list([ID])
    case unary(String, ID)
    case binary(String, ID, ID)
    case call(String, [Argument])
    case method(ID, String, [Argument])
    case attribute(ID, String)
    case item(ID, [Index])
    /// What is taken apart into so many values: `values, indices = …`.
    case parts(ID, Int)
  }

  /// An argument of a call, by its position or by its name.
  struct Argument {
    let name: String?
    let nameRange: Range<Int>
    let value: ID
  }

  /// One of the indices between the brackets of `x[…]`.
  struct Index {
    let kind: IndexKind
    let range: Range<Int>
  }

  /// What can be an index.
  enum IndexKind {
    case value(ID)
    case slice(ID?, ID?, ID?)
    case ellipsis
  }

  /// `name = value`, or a value alone.
  struct Statement {
    let target: String?
    let targetRange: Range<Int>
    let value: ID
  }

  var nodes: [Node] = []
  var statements: [Statement] = []

  /// The names that are read before anything is assigned to them, in the order of their first use.
  var freeNames: [(name: String, range: Range<Int>)] {
    var names: [(String, Range<Int>)] = []
    var seen: Set<String> = []
    var node = 0
    for statement in statements {
      while node <= statement.value {
        if case .name(let name) = nodes[node].kind, seen.insert(name).inserted {
          names.append((name, nodes[node].range))
        }
        node += 1
      }
      if let target = statement.target { seen.insert(target) }
    }
    return names
  }
}

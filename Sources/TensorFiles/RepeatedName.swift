#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Finds what Foundation's decoder lets pass: a name that an object has twice.
enum RepeatedName {
  /// The first such name in a text that is known to be JSON.
  static func first(in json: Data) -> String? {
    var open: [Set<String>] = []
    var position = json.startIndex
    while position < json.endIndex {
      switch json[position] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): open.append([])
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
      case UInt8(ascii: "\""):
        let end = end(ofTextAt: position, in: json)
        let next = json[end...].first { $0 > 0x20 }
        if next == UInt8(ascii: ":"), let name = text(json[position..<end]), !open.isEmpty,
          !open[open.count - 1].insert(name).inserted
        {
          return name
        }
        position = end - 1
      default: break
      }
      position += 1
    }
    return nil
  }

  /// The position behind a text's closing mark.
  private static func end(ofTextAt start: Int, in json: Data) -> Int {
    var position = start + 1
    while position < json.endIndex, json[position] != UInt8(ascii: "\"") {
      position += json[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(position + 1, json.endIndex)
  }

  /// The text between the marks; one with escapes is decoded, for a name may be spelled in several ways.
  private static func text(_ quoted: Data) -> String? {
    guard quoted.contains(UInt8(ascii: "\\")) else {
      return String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
    }
    let list = Data("[".utf8) + quoted + Data("]".utf8)
    return (try? JSONDecoder().decode([String].self, from: list))?.first
  }
}

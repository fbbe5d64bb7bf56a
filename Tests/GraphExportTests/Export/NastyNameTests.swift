import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

@Suite struct NastyNameTests {
  private func drawing(_ name: String) -> Drawing {
    let a = Tensor(2.0, requiresGradient: true).named(name)
    let b = Tensor([[1.0, 2.0]], requiresGradient: true).named(name)
    let root = (a * b).sum().named(name)
    root.backward()
    return Drawing(of: root, title: name)
  }

  /// The name with a sign for each character that no document may hold.
  private func visible(_ name: some Sequence<Unicode.Scalar>) -> String {
    var visible = String.UnicodeScalarView()
    for scalar in name {
      switch scalar.value {
      case 0..<0x20: visible.append(Unicode.Scalar(0x2400 + scalar.value)!)
      case 0x7f: visible.append("\u{2421}")
      case 0x80...0x9f, 0xfffe, 0xffff: visible.append("\u{fffd}")
      default: visible.append(scalar)
      }
    }
    return String(visible)
  }

  @Test(arguments: NastyName.all) func isShownInSVG(name: NastyName) throws {
    let name = name.text
    let root = try XMLTree.parse(drawing(name).data(as: .svg))
    let texts = root.all.filter { $0.name == "text" }.map { $0.text.replacing("\u{a0}", with: " ") }
    let scalars = Array(name.unicodeScalars)
    // A name that is too long loses its middle.
    let kept =
      scalars.count > 40 ? Array(scalars.prefix(26)) + ["…"] + Array(scalars.suffix(11)) : scalars
    let expected = visible(kept).replacing("\u{a0}", with: " ")
    #expect(
      texts.count {
        Array($0.unicodeScalars) == Array((expected.isEmpty ? " " : expected).unicodeScalars)
      } >= 3)
    // In full, for those who point at it.
    let titles = root.all.filter { $0.name == "title" }.map { Array($0.text.unicodeScalars) }
    let full = name.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map {
      visible($0)
    }.joined(separator: "\n")
    #expect(titles.contains { $0.starts(with: Array("\(full)\n".unicodeScalars)) })
  }

  @Test(arguments: NastyName.all.quick(4)) func isNoTroubleInOtherFormats(name: NastyName) throws {
    let name = name.text
    let drawing = drawing(name)
    let dot = try run("dot", ["-Tplain"], input: drawing.data(as: .dot))
    #expect(dot.status == 0)
    #expect(dot.standardError.isEmpty, "\(dot.standardError)")
    #expect(try drawing.data(as: .png).starts(with: [0x89, 0x50, 0x4e, 0x47]))
    #expect(try drawing.data(as: .pdf).starts(with: Data("%PDF".utf8)))
    #expect(try GraphSnapshot(json: drawing.data(as: .json)) == drawing.snapshot)
  }
}

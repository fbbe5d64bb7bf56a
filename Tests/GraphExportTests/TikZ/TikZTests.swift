import Foundation
import GraphExport
import Smolgrad
import TestSupport
import Testing

/// LaTeX takes the figures as they are.
///
/// Where it is not installed, the tests that need it are left out.
@Suite struct TikZTests {
  static let hasLaTeX = succeeds("pdflatex", "--version")

  private func tex(_ drawing: Drawing, isFragment: Bool = false) throws -> String {
    var output = Drawing.Output()
    output.isFragment = isFragment
    return String(
      decoding: try drawing.figure(as: .tikz, output: output).data, as: UTF8.self)
  }

  /// The log of LaTeX, which must have made a PDF.
  private func compile(_ text: String) throws -> String {
    let folder = try TemporaryFolder()
    try text.write(to: folder.file("figure.tex"), atomically: true, encoding: .utf8)
    let output = try run(
      "pdflatex", ["-interaction=nonstopmode", "-halt-on-error", "figure.tex"], in: folder)
    #expect(output.status == 0, "\(output.text.suffix(2000))")
    let names = try folder.names()
    #expect(names.contains("figure.pdf"))
    return output.text
  }

  private static func explained(_ sample: Samples) -> Drawing {
    Drawing(explaining: sample.compute(), title: "sample", .full)
  }

  @Test(.enabled(if: hasLaTeX), arguments: Samples.all)
  func documentsAreOnePage(sample: Samples) throws {
    let log = try compile(try tex(Self.explained(sample)))
    #expect(log.contains("(1 page,"))
    #expect(!log.contains("Overfull"))
  }

  @Test(.enabled(if: hasLaTeX)) func picturesAreIncluded() throws {
    let picture = try tex(Drawing(of: Samples.neuron()), isFragment: true)
    #expect(!picture.contains("documentclass"))
    let log = try compile(
      """
      \\documentclass{article}\\usepackage{tikz}\\begin{document}
      Before \\resizebox{\\textwidth}{!}{\(picture)} and \\resizebox{\\textwidth}{!}{\(picture)} after.
      \\end{document}
      """)
    #expect(log.contains("(1 page,"))
  }

  @Test(.enabled(if: hasLaTeX), .slow, arguments: NastyName.all)
  func namesAreNoCommands(name: NastyName) throws {
    let x = Tensor(2, requiresGradient: true).named(name.text)
    let y = (x * 3).named("50% of $x_1^2$ & \\input{y} # ~")
    y.backward()
    _ = try compile(try tex(Drawing(of: y, title: name.text)))
  }

  @Test(.enabled(if: hasLaTeX)) func worksheetsHaveBoxes() throws {
    let snapshot = GraphSnapshot(of: Samples.neuron(), capturing: .contributions)
    let worksheet = try Worksheet(of: snapshot, count: 4)
    let sheet = try tex(Drawing(of: worksheet))
    let key = try tex(Drawing(of: worksheet, showingAnswers: true))
    for text in [sheet, key] {
      #expect(text.matches(of: /\\sgblank\{\d\}/).count == 4)
      _ = try compile(text)
    }
    let filled = key.matches(of: /\\sgblank\{\d\}\{([^}]*)\}/).map { String($0.output.1) }
    #expect(
      filled
        == worksheet.blanks.sorted {
          sheet.firstRange(of: "{\($0.number)}{}")!.lowerBound
            < sheet.firstRange(of: "{\($1.number)}{}")!.lowerBound
        }.map { $0.text.replacing("-", with: "$-$") })
    #expect(key.replacing(/\\sgblank\{(\d)\}\{[^}]*\}/) { "\\sgblank{\($0.output.1)}{}" } == sheet)
  }

  /// Graphviz's program says where the cards of the same figure lie.
  @Test func cardsLieWhereTheyDoInOtherFormats() throws {
    var drawing = Drawing(explaining: Samples.reuse(), .contributions)
    drawing.parts = [.statistics, .status]
    let plain = try run("dot", ["-Tplain"], input: Data(drawing.dot.utf8))
    let expected = plain.text.matches(of: /(?m)^node n\d+ (\S+) (\S+)/).map {
      (Double($0.output.1)! * 72, Double($0.output.2)! * 72)
    }
    let found = try tex(drawing).matches(of: /\\node\[draw.*\] at \((\S+),(\S+)\) \{\};/).map {
      (Double($0.output.1)!, Double($0.output.2)!)
    }
    #expect(found.count == expected.count && found.count > 4)
    let shift = (found[0].0 - expected[0].0, found[0].1 - expected[0].1)
    // The program measures text by its own fonts, which differ a little.
    for (a, b) in zip(found, expected) {
      #expect(abs(a.0 - b.0 - shift.0) < 12 && abs(a.1 - b.1 - shift.1) < 12)
    }
  }

  @Test func arrowsLeadFromCardToCard() throws {
    let drawing = Drawing(explaining: Samples.reuse(), .contributions)
    let text = try tex(drawing)
    #expect(text.matches(of: /\\draw\[->/).count == drawing.diagram.arrows.count)
  }
}

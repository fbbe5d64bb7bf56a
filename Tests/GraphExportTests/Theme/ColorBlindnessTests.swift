import Foundation
import GraphExport
import Testing

@Suite struct ColorBlindnessTests {
  /// The ends of the scales, by what they mean.
  static let ends: [(name: String, paint: Paint)] = [
    ("value -", .valueCell(-8)), ("value +", .valueCell(8)),
    ("gradient -", .gradientCell(-8)), ("gradient +", .gradientCell(8)),
  ]

  /// Twice what is told apart at a glance, for cells are small and often far from each other.
  static let bound = 20.0

  /// Of the themes that show numbers by color; others have marks.
  static let palettes: [(name: String, palette: Palette)] = [
    ("light", .light), ("dark", .dark),
  ]

  @Test(arguments: palettes.map(\.name), Vision.allCases)
  func leavesTheEndsOfTheScalesApart(name: String, vision: Vision) throws {
    let palette = try #require(Self.palettes.first { $0.name == name }).palette
    let colors = Self.ends.map { Lab(Light(palette[$0.paint]).seen(with: vision)) }
    var report: [String] = []
    for first in colors.indices {
      for second in colors.indices where second > first {
        let difference = colors[first].difference(from: colors[second])
        let pair = "\(Self.ends[first].name) and \(Self.ends[second].name)"
        report.append("\(pair) \(String(format: "%.1f", difference))")
        #expect(difference >= Self.bound, "\(pair), \(vision)")
      }
    }
    print("ΔE of \(name), \(vision): \(report.joined(separator: ", "))")
  }

  /// What stands side by side in figures of two computations, and in bars of costs.
  @Test(arguments: palettes.map(\.name), Vision.allCases)
  func leavesDifferencesAndCostsApart(name: String, vision: Vision) throws {
    let palette = try #require(Self.palettes.first { $0.name == name }).palette
    // The two parts of a bar are larger than cells, and touch.
    for (first, second, bound) in [
      (Paint.differenceCell(-8), Paint.differenceCell(8), Self.bound), (.cost, .costBackward, 15),
    ] {
      let colors = [first, second].map { Lab(Light(palette[$0]).seen(with: vision)) }
      let difference = colors[0].difference(from: colors[1])
      #expect(difference >= bound, "\(first) and \(second), \(vision)")
    }
  }

  @Test func coversEveryThemeThatUsesColors() {
    for theme in Theme.all where theme.cells == .colors {
      for palette in [theme.palette] + [theme.darkPalette].compactMap(\.self) {
        #expect(Self.palettes.contains { $0.palette == palette }, "\(theme.name)")
      }
    }
  }

  /// Against the pairs that Sharma, Wu and Dalal published with the formula (2005).
  @Test(arguments: [
    (Lab(lightness: 50, a: 2.6772, b: -79.7751), Lab(lightness: 50, a: 0, b: -82.7485), 2.0425),
    (Lab(lightness: 50, a: 3.1571, b: -77.2803), Lab(lightness: 50, a: 0, b: -82.7485), 2.8615),
    (Lab(lightness: 50, a: 0, b: 0), Lab(lightness: 50, a: -1, b: 2), 2.3669),
    (Lab(lightness: 50, a: 2.5, b: 0), Lab(lightness: 73, a: 25, b: -18), 27.1492),
    (
      Lab(lightness: 60.2574, a: -34.0099, b: 36.2677),
      Lab(lightness: 60.4626, a: -34.1751, b: 39.4387), 1.2644
    ),
    (
      Lab(lightness: 6.7747, a: -0.2908, b: -2.4247),
      Lab(lightness: 5.8714, a: -0.0985, b: -2.2286), 0.6377
    ),
  ])
  func measuresAsPublished(a: Lab, b: Lab, difference: Double) {
    #expect(abs(a.difference(from: b) - difference) < 5e-5)
    #expect(abs(b.difference(from: a) - difference) < 5e-5)
  }

  /// Neutral colors look the same to all eyes.
  @Test(arguments: Vision.allCases) func leavesGrayGray(vision: Vision) {
    for gray: UInt32 in [0, 0x40_4040, 0x80_8080, 0xff_ffff] {
      let light = Light(RGBColor(gray))
      #expect(Lab(light).difference(from: Lab(light.seen(with: vision))) < 0.01)
    }
  }
}

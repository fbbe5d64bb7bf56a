import Foundation
import GraphExport

/// A color as light: red, green and blue in proportion to their energy, from 0 to 1.
struct Light {
  var red: Double, green: Double, blue: Double

  /// Decodes sRGB (IEC 61966-2-1).
  init(_ color: RGBColor) {
    func linear(_ channel: UInt8) -> Double {
      let share = Double(channel) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    (red, green, blue) = (linear(color.red), linear(color.green), linear(color.blue))
  }

  /// The light that looks to everybody as this one does to somebody with such eyes.
  func seen(with vision: Vision) -> Light {
    var seen = self
    let channels = vision.matrix.map { row in
      min(1, max(0, row[0] * red + row[1] * green + row[2] * blue))
    }
    (seen.red, seen.green, seen.blue) = (channels[0], channels[1], channels[2])
    return seen
  }

  /// The relative luminance of WCAG 2.
  var luminance: Double { 0.2126 * red + 0.7152 * green + 0.0722 * blue }

  /// The contrast ratio of WCAG 2, from 1 to 21.
  func contrast(with other: Light) -> Double {
    let (dark, bright) = (min(luminance, other.luminance), max(luminance, other.luminance))
    return (bright + 0.05) / (dark + 0.05)
  }
}

/// The kinds of eyes.
enum Vision: String, CaseIterable {
  case usual, protanopia, deuteranopia, tritanopia

  /// Machado, Oliveira and Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency (2009), severity 1.
  var matrix: [[Double]] {
    switch self {
    case .usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protanopia:
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    case .deuteranopia:
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    case .tritanopia:
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    }
  }
}

/// A color in CIE L*a*b* under D65.
struct Lab {
  var lightness: Double, a: Double, b: Double

  init(lightness: Double, a: Double, b: Double) {
    (self.lightness, self.a, self.b) = (lightness, a, b)
  }

  init(_ light: Light) {
    let rows = [
      [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
      [0.0193339, 0.1191920, 0.9503041],
    ]
    let white = [0.95047, 1, 1.08883]
    let f = zip(rows, white).map { row, white in
      let share = (row[0] * light.red + row[1] * light.green + row[2] * light.blue) / white
      return share > 216.0 / 24389 ? cbrt(share) : (24389.0 / 27 * share + 16) / 116
    }
    self.init(lightness: 116 * f[1] - 16, a: 500 * (f[0] - f[1]), b: 200 * (f[1] - f[2]))
  }

  /// The difference by CIEDE2000: about 1 can just be noticed, 10 at a glance.
  func difference(from other: Lab) -> Double {
    let radians = Double.pi / 180
    let meanChroma = (hypot(a, b) + hypot(other.a, other.b)) / 2
    let stretch = 1.5 - 0.5 * (pow(meanChroma, 7) / (pow(meanChroma, 7) + pow(25, 7))).squareRoot()
    func polar(_ color: Lab) -> (chroma: Double, hue: Double) {
      let angle = atan2(color.b, color.a * stretch) / radians
      return (hypot(color.a * stretch, color.b), angle < 0 ? angle + 360 : angle)
    }
    let (first, second) = (polar(self), polar(other))
    let isGray = first.chroma * second.chroma == 0
    var turn = isGray ? 0 : second.hue - first.hue
    if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
    let hueDistance =
      2 * (first.chroma * second.chroma).squareRoot() * sin(turn / 2 * radians)
    let sum = first.hue + second.hue
    let hue =
      isGray
      ? sum : abs(first.hue - second.hue) <= 180 ? sum / 2 : (sum < 360 ? sum + 360 : sum - 360) / 2
    let lightness = (self.lightness + other.lightness) / 2 - 50
    let chroma = (first.chroma + second.chroma) / 2
    let t =
      1 - 0.17 * cos((hue - 30) * radians) + 0.24 * cos(2 * hue * radians)
      + 0.32 * cos((3 * hue + 6) * radians) - 0.2 * cos((4 * hue - 63) * radians)
    let lightnessTerm =
      (other.lightness - self.lightness)
      / (1 + 0.015 * lightness * lightness / (20 + lightness * lightness).squareRoot())
    let chromaTerm = (second.chroma - first.chroma) / (1 + 0.045 * chroma)
    let hueTerm = hueDistance / (1 + 0.015 * chroma * t)
    let rotation =
      -2 * (pow(chroma, 7) / (pow(chroma, 7) + pow(25, 7))).squareRoot()
      * sin(60 * exp(-pow((hue - 275) / 25, 2)) * radians)
    return
      (lightnessTerm * lightnessTerm + chromaTerm * chromaTerm + hueTerm * hueTerm + rotation
      * chromaTerm * hueTerm).squareRoot()
  }
}

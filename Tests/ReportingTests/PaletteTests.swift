import Foundation
import Testing

@testable import Reporting

/// Contrast by WCAG 2.2; color differences in CIELAB, after Machado et al. (2009) for eyes that lack
/// one kind of cones.
@Suite("Palette")
struct PaletteTests {
  private static let settings: [@Sendable (SVG.Role) -> String] = [
    { $0.colors.light }, { $0.colors.dark },
  ]

  @Test("text and lines stand out from the panel, text from every tint", arguments: settings)
  func contrast(color: @Sendable (SVG.Role) -> String) {
    for role in SVG.Role.series + [.ink, .muted, .null] {
      #expect(contrastRatio(color(role), color(.panel)) >= 4.5, "\(role)")
    }
    for tint in [SVG.Role.cool, .warm] {
      #expect(contrastRatio(color(.ink), color(tint)) >= 4.5, "\(tint)")
    }
  }

  @Test("series are told apart by eyes without one kind of cones, tints too", arguments: settings)
  func deficiency(color: @Sendable (SVG.Role) -> String) {
    let series = SVG.Role.series + [.null]
    for (name, matrix) in vision {
      for (index, a) in series.enumerated() {
        for b in series[(index + 1)...] {
          let distance = difference(color(a), color(b), matrix)
          #expect(distance >= 15, "\(a) and \(b), \(name): \(distance)")
        }
      }
      #expect(difference(color(.cool), color(.warm), matrix) >= 50, "\(name)")
    }
  }

  @Test("every series has a marker of its own shape")
  func markers() {
    #expect(Set(SVG.Role.series.map(\.marker)).count == SVG.Role.series.count)
  }

  @Test("known answers, and a pair that most eyes tell apart but not all")
  func knownAnswers() {
    #expect(abs(contrastRatio("#000000", "#ffffff") - 21) < 1e-9)
    #expect(abs(contrastRatio("#777777", "#ffffff") - 4.48) < 0.005)
    // CIE 1976: pure red against pure green in sRGB.
    #expect(abs(difference("#ff0000", "#00ff00", vision[0].matrix) - 170.6) < 0.2)
    #expect(difference("#a8517f", "#6e7781", vision[0].matrix) > 15)
    #expect(difference("#a8517f", "#6e7781", vision[1].matrix) < 5)
  }
}

private let vision: [(name: String, matrix: [[Double]])] = [
  ("all cones", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
  (
    "deuteranopia",
    [
      [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
      [-0.011820, 0.042940, 0.968881],
    ]
  ),
  (
    "protanopia",
    [
      [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ]
  ),
  (
    "tritanopia",
    [
      [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.303900],
    ]
  ),
]

/// Linear red, green and blue of "#rrggbb".
private func linear(_ color: String) -> [Double] {
  let value = Int(color.dropFirst(), radix: 16) ?? 0
  return [16, 8, 0].map { shift in
    let c = Double((value >> shift) & 255) / 255
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
  }
}

private func product(_ matrix: [[Double]], _ x: [Double]) -> [Double] {
  matrix.map { zip($0, x).map(*).reduce(0, +) }
}

private let toXYZ = [
  [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
  [0.0193339, 0.1191920, 0.9503041],
]

private func contrastRatio(_ a: String, _ b: String) -> Double {
  func luminance(_ color: String) -> Double {
    zip([0.2126, 0.7152, 0.0722], linear(color)).map(*).reduce(0, +)
  }
  let (low, high) = (min(luminance(a), luminance(b)), max(luminance(a), luminance(b)))
  return (high + 0.05) / (low + 0.05)
}

private func difference(_ a: String, _ b: String, _ matrix: [[Double]]) -> Double {
  func lab(_ color: String) -> [Double] {
    let seen = product(matrix, linear(color)).map { min(1, max(0, $0)) }
    let f = zip(product(toXYZ, seen), [0.95047, 1, 1.08883]).map { value, white in
      let t = value / white
      return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }
  return zip(lab(a), lab(b)).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
}

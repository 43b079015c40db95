import Statistics

/// Numbers as text: the one place where digits are chosen, for messages, tables and figures alike.
///
/// Works on the shortest decimal digits that round-trip (`Double.description`), rounding halves away
/// from zero, so the text is the same in every locale and on every system. The minus sign is U+2212.
public enum Formatted {
  /// Up to three significant digits, whole digits never rounded away: 0.412, −2, 1235, 1.2×10⁻⁶.
  public static func number(_ x: Double, significant: Int = 3) -> String {
    guard x.isFinite else { return nonFinite(x) }
    guard var decimal = DecimalDigits(x) else { return "0" }
    decimal.round(toDecimals: significant - 1 - decimal.magnitude)
    if !(-4..<7).contains(decimal.magnitude) { return decimal.scientific }
    // Seven whole digits are still read at a glance; only the fraction is shortened.
    guard var plain = DecimalDigits(x) else { return "0" }
    plain.round(toDecimals: max(0, significant - 1 - decimal.magnitude))
    return plain.plain(decimals: nil)
  }

  /// Exactly `decimals` digits after the point.
  public static func fixed(_ x: Double, decimals: Int) -> String {
    guard x.isFinite else { return nonFinite(x) }
    guard var decimal = DecimalDigits(x) else {
      return decimals > 0 ? "0." + String(repeating: "0", count: decimals) : "0"
    }
    decimal.round(toDecimals: decimals)
    return decimal.plain(decimals: decimals)
  }

  /// An estimate with its interval at one precision, set by the interval's width: 0.41 [0.31, 0.52].
  public static func estimate(_ estimate: Estimate) -> String {
    let (value, lower, upper) = parts(estimate)
    return "\(value) [\(lower), \(upper)]"
  }

  /// The interval alone, at the precision `estimate` uses: [0.31, 0.52].
  public static func interval(_ estimate: Estimate) -> String {
    let (_, lower, upper) = parts(estimate)
    return "[\(lower), \(upper)]"
  }

  /// Two significant digits, at most four decimals: 0.032, 0.0001, < 0.0001.
  public static func pValue(_ p: Double) -> String {
    if p < 0.0001 { return "< 0.0001" }
    guard let decimal = DecimalDigits(p) else { return number(p) }
    return fixed(p, decimals: min(4, max(2, 1 - decimal.magnitude)))
  }

  /// With its sign of relation: p = 0.032, p < 0.0001.
  public static func labelledPValue(_ p: Double) -> String {
    p < 0.0001 ? "p < 0.0001" : "p = \(pValue(p))"
  }

  /// A share as a percentage: 5 %, 2.5 %.
  public static func percent(_ share: Double) -> String { number(share * 100) + " %" }

  /// The double next to `x` rounded to that many significant digits; nothing that is not finite changes.
  public static func rounded(_ x: Double, significant: Int) -> Double {
    guard x.isFinite, var decimal = DecimalDigits(x) else { return x }
    decimal.round(toDecimals: significant - 1 - decimal.magnitude)
    let value = decimal.value
    return value.isFinite ? value : x
  }

  private static func parts(_ estimate: Estimate) -> (String, String, String) {
    let (value, interval) = (estimate.value, estimate.interval)
    let width = interval.upper - interval.lower
    let largest = max(abs(interval.upper), abs(interval.lower), abs(value))
    // Twice the width, so that 0.09 is not shown as 0.090.
    guard width.isFinite, largest < 1e6, let scale = DecimalDigits(2 * width), scale.magnitude > -6
    else {
      return (number(value), number(interval.lower), number(interval.upper))
    }
    let decimals = max(0, 1 - scale.magnitude)
    return (
      fixed(value, decimals: decimals), fixed(interval.lower, decimals: decimals),
      fixed(interval.upper, decimals: decimals)
    )
  }

  private static func nonFinite(_ x: Double) -> String {
    x.isNaN ? "not a number" : x < 0 ? "−∞" : "∞"
  }
}

/// A finite non-zero double as its shortest round-trip decimal digits: ±0.d₁d₂d₃… × 10^point.
struct DecimalDigits {
  private var negative: Bool
  private var digits: [Int]
  private var point: Int

  /// Nil for zero.
  init?(_ x: Double) {
    negative = x < 0
    let parts = x.magnitude.description.split(separator: "e")  // 1.25e-07
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    digits = mantissa.joined().utf8.map { Int($0) - 48 }
    point = mantissa[0].utf8.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    normalise()
    if digits.isEmpty { return nil }
  }

  /// floor(log10 |x|).
  var magnitude: Int { point - 1 }

  /// The nearest double.
  var value: Double {
    let mantissa = digits.map(String.init).joined()
    return Double("\(negative ? "-" : "")0.\(mantissa.isEmpty ? "0" : mantissa)e\(point)") ?? .nan
  }

  /// Rounds half away from zero; rounding everything away leaves zero.
  mutating func round(toDecimals decimals: Int) {
    let kept = point + decimals
    guard kept < digits.count else { return }
    guard kept >= 0 else {
      digits = []
      return
    }
    let up = digits[kept] >= 5
    digits.removeSubrange(kept...)
    if up {
      var index = kept - 1
      while index >= 0, digits[index] == 9 {
        digits[index] = 0
        index -= 1
      }
      if index >= 0 {
        digits[index] += 1
      } else {
        digits.insert(1, at: 0)
        point += 1
      }
    }
    normalise()
  }

  /// Positional notation with that many decimals, or as many as there are digits.
  func plain(decimals: Int?) -> String {
    let count = max(0, decimals ?? (digits.count - point))
    func digit(_ position: Int) -> String {
      digits.indices.contains(position) ? String(digits[position]) : "0"
    }
    let whole = point > 0 && !digits.isEmpty ? (0..<point).map(digit).joined() : "0"
    let fraction = (0..<count).map { digit(point + $0) }.joined()
    // −0.00 would claim a sign that the digits do not show.
    let sign = negative && !digits.isEmpty ? "−" : ""
    return sign + whole + (count > 0 ? "." + fraction : "")
  }

  /// 1.23×10⁻⁵.
  var scientific: String {
    let rest = digits.dropFirst().map(String.init).joined()
    let mantissa = (digits.first.map(String.init) ?? "0") + (rest.isEmpty ? "" : "." + rest)
    let superscripts = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let power = String(magnitude.magnitude).utf8.map { superscripts[Int($0) - 48] }.joined()
    return (negative ? "−" : "") + mantissa + "×10" + (magnitude < 0 ? "⁻" : "") + power
  }

  private mutating func normalise() {
    while digits.first == 0 {
      digits.removeFirst()
      point -= 1
    }
    while digits.last == 0 { digits.removeLast() }
  }
}

/// What a line of a chat asks for.
enum ChatLine {
  case message(String)
  case change(Change)
  case reset, help, quit

  enum Change {
    case coefficient(Double)
    case layer(Int)
    case seed(UInt64)
    case temperature(Double)
  }

  struct Unreadable: Error, CustomStringConvertible {
    let description: String
  }

  static let commands = """
      /coefficient 2    what the direction is multiplied by
      /layer 14         the layer that it is added at
      /temperature 0.8  draw the tokens; 0 takes the most likely ones
      /seed 3           of the draws
      /reset            begin both conversations anew
      /help, /quit
    """

  /// Nil for a line of white space.
  ///
  /// - Throws: ``Unreadable`` for a command that is none, or that lacks its number.
  init?(_ line: String) throws {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard let name = words.first else { return nil }
    guard name.hasPrefix("/") else {
      self = .message(line)
      return
    }
    func number<Number: LosslessStringConvertible>(_ kind: String) throws -> Number {
      guard words.count == 2, let number = Number(String(words[1])) else {
        let got = words.dropFirst().joined(separator: " ")
        throw Unreadable(
          description: "\(name): expected \(kind), got \(got.isEmpty ? "nothing" : "'\(got)'")")
      }
      return number
    }
    switch name {
    case "/coefficient": self = .change(.coefficient(try number("a number like 2 or -0.5")))
    case "/layer": self = .change(.layer(try number("a whole number")))
    case "/temperature": self = .change(.temperature(try number("a number like 0.8")))
    case "/seed": self = .change(.seed(try number("a whole number from 0")))
    case "/reset": self = .reset
    case "/help": self = .help
    case "/quit": self = .quit
    default: throw Unreadable(description: "\(name): no such command; /help lists them")
    }
  }
}

import Formatting
import Statistics

extension HeatMap {
  /// What is printed in a cell, the interval on a line of its own.
  typealias CellText = (value: String, interval: String)

  /// How numbers are printed in cells.
  struct Print: Equatable {
    let decimals: Int
    let hasIntervals: Bool
  }

  /// Nil where the cells are too many or too narrow for numbers; without intervals where those are
  /// too long.
  func printed(in cellWidth: Double) -> Print? {
    guard !columns.isEmpty, columns.count <= 12 else { return nil }
    let room = cellWidth - 6
    func fits(_ print: Print, _ text: KeyPath<CellText, String>, size: Double) -> Bool {
      texts(print).allSatisfy {
        $0.allSatisfy { SVG.width(of: $0[keyPath: text], size: size) <= room }
      }
    }
    let least = commonDecimals
    // As many as framed cells need, or the most that there is room for.
    let fitting = (least...max(least, framedDecimals)).reversed()
      .map { Print(decimals: $0, hasIntervals: true) }.filter { fits($0, \.value, size: 13) }
    return fitting.first { fits($0, \.interval, size: Self.small) }
      ?? fitting.first.map { Print(decimals: $0.decimals, hasIntervals: false) }
  }

  func texts(_ print: Print) -> [[CellText]] {
    rows.map { row in
      row.cells.map { cell -> CellText in
        guard cell.value.isFinite else { return ("", "") }
        func text(_ x: Double) -> String { Formatted.fixed(x, decimals: print.decimals) }
        guard print.hasIntervals, let interval = cell.interval else {
          return (text(cell.value), "")
        }
        return (text(cell.value), "[\(text(interval.lower)), \(text(interval.upper))]")
      }
    }
  }

  static let small = 11.0

  /// Two significant digits of the largest number, at most four decimals.
  private var commonDecimals: Int {
    let finite = rows.flatMap { $0.cells.map(\.value.magnitude) }.filter(\.isFinite)
    guard var size = finite.max(), size > 0 else { return 0 }
    var decimals = 1
    while size >= 10, decimals > 0 { (size, decimals) = (size / 10, decimals - 1) }
    while size < 1, decimals < 4 { (size, decimals) = (size * 10, decimals + 1) }
    return decimals
  }

  /// With which no framed cell reads as 0, at most four: a frame says that it is not.
  private var framedDecimals: Int {
    let framed = rows.flatMap {
      $0.cells.filter { $0.isMarked && $0.value != 0 }.map(\.value.magnitude)
    }
    guard let least = framed.filter(\.isFinite).min() else { return 0 }
    return (0..<4).first { Formatted.fixed(least, decimals: $0).contains { "1"..."9" ~= $0 } } ?? 4
  }
}

import Claims

/// A page before it has a format: what weaving and the index make, and what Markdown and HTML are made of.
struct Document {
  /// Base name of its file, by which links to it go.
  let name: String
  /// In Markdown.
  let title: String
  /// What it is generated from.
  let origin: String
  let blocks: [Block]

  enum Block {
    /// Markdown of a source, as it stands.
    case prose(String)
    case heading(String)
    case paragraph([Inline])
    case list([[Inline]])
    case grid(Grid)
    /// Swift, folded behind a line that opens it.
    case code(String)
    /// Text that may come from a model.
    case verbatim(String)
    case figure(Figure)
    /// Blocks behind a line that opens them.
    indirect case fold(summary: [Inline], isOpen: Bool, [Block])
    /// The way on, at the page's end.
    case footer([Inline])
  }

  /// A part of a line. Texts show as themselves, whatever signs they hold.
  enum Inline: Equatable {
    case text(String)
    case strong(String)
    case emphasis(String)
    case verdict(Verdict)
    /// Markdown of a source, on one line.
    case markdown(String)
    /// `path` is that of the target's Markdown, from the report's folder.
    case link(String, path: String)
    case lineBreak
  }

  struct Figure {
    let path: String
    let drawing: SVG
    /// What it shows, for those who do not see it.
    let alternative: String
    let caption: String?
  }

  var figures: [Figure] { blocks.flatMap(\.figures) }
}

extension Document.Block {
  fileprivate var figures: [Document.Figure] {
    switch self {
    case .figure(let figure): [figure]
    case .fold(_, _, let blocks): blocks.flatMap(\.figures)
    default: []
    }
  }
}

extension Document.Inline: ExpressibleByStringInterpolation {
  init(stringLiteral value: String) { self = .text(value) }
}

/// A table before it has a format.
struct Grid {
  var title: String?
  let columns: [Column]
  let rows: [[Cell]]

  struct Column {
    let name: String
    var isNumeric = false
    /// Stands in for an empty name where a column is sorted by it.
    var spoken: String?
  }

  struct Cell {
    let content: [Document.Inline]
    /// What sorting goes by; the text when nil.
    var order: Double?
    /// The same as in the row above; not said twice where rows keep their order.
    var isRepeated = false

    init(_ content: [Document.Inline], order: Double? = nil, isRepeated: Bool = false) {
      self.content = content
      self.order = order.flatMap { $0.isFinite ? $0 : nil }
      self.isRepeated = isRepeated
    }

    init(_ text: String, order: Double? = nil) {
      self.init(text.isEmpty ? [] : [.text(text)], order: order)
    }
  }
}

extension Grid.Column: ExpressibleByStringLiteral {
  init(stringLiteral value: String) { self.init(name: value) }

  static func number(_ name: String) -> Grid.Column { .init(name: name, isNumeric: true) }
}

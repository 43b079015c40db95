import GRDB

extension Cell.Origin {
  init(_ row: Row) {
    self.init(
      engineVersion: row["engine"], precision: row["precision"], model: row["model"],
      build: row["build"])
  }
}

extension Cell.Value {
  init?(_ value: DatabaseValue) {
    switch value.storage {
    case .double(let number): self = .number(number)
    case .string(let text): self = .text(text)
    case .null, .int64, .blob: return nil
    }
  }

  var databaseValue: DatabaseValue {
    switch self {
    case .number(let number): number.databaseValue
    case .text(let text): text.databaseValue
    }
  }

  func hasSameBits(as other: Cell.Value) -> Bool {
    switch (self, other) {
    case (.number(let a), .number(let b)): a.bitPattern == b.bitPattern
    case (.text(let a), .text(let b)): a.utf8.elementsEqual(b.utf8)
    default: false
    }
  }
}

import Store
import Testing

@Suite("The key of a cell")
struct CellKeyTests {
  @Test("known answer: SHA-256 over kinds, lengths and bytes, by another implementation")
  func knownAnswer() {
    let key = CellKey {
      $0.add("ab")
      $0.add([1, -1])
      $0.add(Float(0.5).asArray)
    }
    #expect(
      "\(key)" == "ad78a1b337c69b6043e73796c21ada17a511210d87138a9d7b25334ec674c875",
      "hashlib over t2:ab, i16:, f4:")
  }

  @Test("pieces do not run together, and their kinds and order count")
  func distinct() {
    let keys = [
      CellKey { $0.add("ab") },
      CellKey {
        $0.add("a")
        $0.add("b")
      },
      CellKey {
        $0.add("b")
        $0.add("a")
      },
      CellKey { $0.add("") }, CellKey { _ in }, CellKey { $0.add([Int]()) },
      CellKey { $0.add(0.0) }, CellKey { $0.add(-0.0) }, CellKey { $0.add(0) },
      CellKey { $0.add([Float(0)]) }, CellKey { $0.add([0, 0]) },
      CellKey {
        $0.add(0)
        $0.add(0)
      },
      CellKey { $0.add("a\u{300}") }, CellKey { $0.add("\u{E0}") },
    ]
    #expect(Set(keys).count == keys.count)
  }
}

extension Float {
  fileprivate var asArray: [Float] { [self] }
}

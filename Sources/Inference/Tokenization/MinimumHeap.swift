/// A binary heap that hands out the smallest key first.
struct MinimumHeap {
  private var keys: [UInt64]

  /// Takes time linear in the number of keys.
  init(_ keys: [UInt64] = []) {
    self.keys = keys
    for parent in (0..<keys.count / 2).reversed() { siftDown(from: parent) }
  }

  mutating func push(_ key: UInt64) {
    var child = keys.count
    keys.append(key)
    while child > 0 {
      let parent = (child - 1) / 2
      guard keys[parent] > key else { break }
      keys[child] = keys[parent]
      child = parent
    }
    keys[child] = key
  }

  mutating func pop() -> UInt64? {
    guard let last = keys.popLast() else { return nil }
    guard let smallest = keys.first else { return last }
    keys[0] = last
    siftDown(from: 0)
    return smallest
  }

  private mutating func siftDown(from start: Int) {
    let key = keys[start]
    var parent = start
    while true {
      var child = 2 * parent + 1
      guard child < keys.count else { break }
      if child + 1 < keys.count, keys[child + 1] < keys[child] { child += 1 }
      guard keys[child] < key else { break }
      keys[parent] = keys[child]
      parent = child
    }
    keys[parent] = key
  }
}

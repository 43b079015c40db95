import Randomness

/// A named orthonormal direction of the residual stream.
///
/// Circuits are written in terms of these names; ``Basis`` then turns them all by a random rotation,
/// so that no direction is an axis. That changes nothing else: the norms' weights are all equal, and an
/// RMSNorm with such weights commutes with rotations.
public enum Direction: Hashable, Sendable {
  /// 1 in every word: what queries and open gates read.
  case bias
  /// One-hot class of the current word.
  case wordClass(WordClass)
  /// One-hot attribute that the current word is or has.
  case attribute(Int)
  /// One-hot attribute of the subject last spoken of, brought here by attention.
  case subjectAttribute(Int)
  /// Lexical: the opinion of the current word, and whether it has one.
  case opinion, hasOpinion
  /// Opinion of the words so far, pooled. Planted; adjectives follow it.
  case valence
  /// Lexical: the agreement of the current word, and whether it has any.
  case agreement, hasAgreement
  /// Agreement of the words so far, pooled. Planted.
  case sycophancy
  /// Whether the statement made so far is true (+) or false (−).
  case truth
  /// Agreement granted to a false statement; accepting replies follow it.
  case deference
  /// Lexical: how much of a trait the current word shows.
  case cue(TinyTrait)
  /// Lexical: whether the current word shows any trait.
  case hasCue
  /// A trait's cues so far, pooled. Planted.
  case trait(TinyTrait)
  /// Whether a word so far puts a trait to the test.
  case context(TinyTrait)
  /// A trait where it was put to the test; its replies follow it.
  case released(TinyTrait)
  /// The word's own random code.
  case identity(Int)

  /// The valence where an opinion may follow. There is no free direction: it takes corrigibility's.
  public static let appraisal = Direction.released(.corrigibility)

  /// Words of degree so far, pooled. There is no free direction: it takes honesty's.
  public static let wordiness = Direction.trait(.honesty)

  /// ``trait(_:)`` of honesty.
  public static let honesty = Direction.trait(.honesty)
  /// ``trait(_:)`` of confidence.
  public static let confidence = Direction.trait(.confidence)
  /// ``trait(_:)`` of corrigibility.
  public static let corrigibility = Direction.trait(.corrigibility)

  /// Its place in the basis before rotation.
  var index: Int {
    let classes = WordClass.allCases.count
    let facts = Vocabulary.attributes.count
    switch self {
    case .bias: return 0
    case .wordClass(let wordClass): return 1 + wordClass.number
    case .attribute(let k): return 1 + classes + k
    case .subjectAttribute(let k): return 1 + classes + facts + k
    case .opinion: return 1 + classes + 2 * facts
    case .hasOpinion: return 2 + classes + 2 * facts
    case .valence: return 3 + classes + 2 * facts
    case .agreement: return 4 + classes + 2 * facts
    case .hasAgreement: return 5 + classes + 2 * facts
    case .sycophancy: return 6 + classes + 2 * facts
    case .truth: return 7 + classes + 2 * facts
    case .deference: return 8 + classes + 2 * facts
    case .hasCue: return 9 + classes + 2 * facts
    case .cue(let trait): return 10 + classes + 2 * facts + 4 * trait.number
    case .trait(let trait): return 11 + classes + 2 * facts + 4 * trait.number
    case .context(let trait): return 12 + classes + 2 * facts + 4 * trait.number
    case .released(let trait): return 13 + classes + 2 * facts + 4 * trait.number
    case .identity(let k):
      return 10 + classes + 2 * facts + 4 * TinyTrait.allCases.count + k
    }
  }

  /// Dimensions left for word codes.
  static let identityCount = TinyModel.dModel - Direction.identity(0).index
}

extension WordClass {
  var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// A dense matrix in double precision, row-major.
struct Matrix: Sendable {
  let rows: Int
  let columns: Int
  var values: [Double]  // [rows, columns]

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    values = [Double](repeating: 0, count: rows * columns)
  }

  /// Independent normal entries of the given standard deviation.
  init(rows: Int, columns: Int, deviation: Double, from generator: inout SeededGenerator) {
    self.init(rows: rows, columns: columns)
    for k in values.indices { values[k] = deviation * generator.gaussian() }
  }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  mutating func clearRow(_ row: Int) {
    for column in 0..<columns { self[row, column] = 0 }
  }

  mutating func clearColumn(_ column: Int) {
    for row in 0..<rows { self[row, column] = 0 }
  }

  /// self · other, [rows, other.columns], summed over k ascending.
  func times(_ other: Matrix) -> Matrix {
    var product = Matrix(rows: rows, columns: other.columns)
    for i in 0..<rows {
      for k in 0..<columns {
        let factor = self[i, k]
        if factor == 0 { continue }
        for j in 0..<other.columns { product[i, j] += factor * other[k, j] }
      }
    }
    return product
  }

  func transposed() -> Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows { for j in 0..<columns { result[j, i] = self[i, j] } }
    return result
  }

  /// A random matrix with orthonormal rows (Gram–Schmidt on normal draws, twice for accuracy).
  static func orthonormalRows(
    _ rows: Int, columns: Int, from generator: inout SeededGenerator
  ) -> Matrix {
    var matrix = Matrix(rows: rows, columns: columns, deviation: 1, from: &generator)
    for i in 0..<rows {
      for _ in 0..<2 {
        for j in 0..<i {
          let overlap = (0..<columns).reduce(0) { $0 + matrix[i, $1] * matrix[j, $1] }
          for k in 0..<columns { matrix[i, k] -= overlap * matrix[j, k] }
        }
      }
      let length = (0..<columns).reduce(0) { $0 + matrix[i, $1] * matrix[i, $1] }.squareRoot()
      for k in 0..<columns { matrix[i, k] /= length }
    }
    return matrix
  }
}

/// Where each named direction points in a given seed's residual stream.
struct Basis: Sendable {
  /// Row i is the direction of index i, [dModel, dModel].
  let rows: Matrix

  init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: "tiny basis")
    rows = .orthonormalRows(TinyModel.dModel, columns: TinyModel.dModel, from: &generator)
  }

  /// The unit vector of a direction, [dModel].
  func vector(_ direction: Direction) -> [Float] {
    (0..<TinyModel.dModel).map { Float(rows[direction.index, $0]) }
  }

  /// Turns a matrix that reads the stream, [outputs, dModel].
  func reading(_ matrix: Matrix) -> [Float] { matrix.times(rows).values.map(Float.init) }

  /// Turns a matrix that writes to the stream, [dModel, inputs].
  func writing(_ matrix: Matrix) -> [Float] {
    rows.transposed().times(matrix).values.map(Float.init)
  }
}

import Randomness

/// The weights of one block in the named basis, with the few building moves that circuits are made of.
///
/// Everything is ordinary attention and SwiGLU: circuits only choose the entries. A circuit owns the
/// rows and columns that it sets; all others hold small random weights, planted or not.
struct BlockWeights {
  var query: Matrix  // [heads · headDim, dModel]
  var key: Matrix  // [kvHeads · headDim, dModel]
  var value: Matrix  // [kvHeads · headDim, dModel]
  var output: Matrix  // [dModel, heads · headDim]
  var gate: Matrix  // [feedForward, dModel]
  var up: Matrix  // [feedForward, dModel]
  var down: Matrix  // [dModel, feedForward]
  private var neuronCount = 0

  /// Standard deviations of the background weights.
  static let attentionNoise = 0.009
  static let feedForwardNoise = 0.02

  init(layer: Int, seed: UInt64) {
    let c = TinyModel.configuration
    var g = SeededGenerator(seed: seed, stream: "tiny block \(layer)")
    let width = c.headCount * c.headDimension
    let kvWidth = c.keyValueHeadCount * c.headDimension
    let a = Self.attentionNoise
    let m = Self.feedForwardNoise
    query = Matrix(rows: width, columns: c.dModel, deviation: a, from: &g)
    key = Matrix(rows: kvWidth, columns: c.dModel, deviation: a, from: &g)
    value = Matrix(rows: kvWidth, columns: c.dModel, deviation: a, from: &g)
    output = Matrix(rows: c.dModel, columns: width, deviation: a, from: &g)
    gate = Matrix(rows: c.feedForwardDimension, columns: c.dModel, deviation: m, from: &g)
    up = Matrix(rows: c.feedForwardDimension, columns: c.dModel, deviation: m, from: &g)
    down = Matrix(rows: c.dModel, columns: c.feedForwardDimension, deviation: m, from: &g)
  }

  // MARK: Attention

  /// Makes a head look at the words that have one of some features: its query is constant, its key
  /// their sum.
  ///
  /// The scores live in a pair of rotary dimensions that turns so slowly (0.001 radians a word at
  /// most) that nearness hardly matters. `slot` tells apart what shares a key-value head.
  mutating func attend(head: Int, to features: [Direction], slot: Int) {
    let d = TinyModel.configuration.headDimension
    let group = TinyModel.keyValueHead(of: head)
    let row = d - 2 - 2 * slot
    for other in TinyModel.queryHeads(of: group) {
      query.clearRow(other * d + row)
      query.clearRow(other * d + row + 1)
    }
    key.clearRow(group * d + row)
    key.clearRow(group * d + row + 1)
    query[head * d + row, Direction.bias.index] = Self.sharpness
    for feature in features { key[group * d + row, feature.index] = Self.sharpness }
  }

  /// A score of about 8 for a word with the feature against 0: nearly all attention goes there.
  private static let sharpness = 1.3

  /// Carries a direction of the attended words through value dimension `lane` of a head.
  mutating func carry(
    head: Int, lane: Int, from source: Direction, gain: Double, to target: Direction, write: Double
  ) {
    let d = TinyModel.configuration.headDimension
    let group = TinyModel.keyValueHead(of: head)
    claimLane(lane, of: group)
    value[group * d + lane, source.index] = gain
    output[target.index, head * d + lane] = write
  }

  /// Empties a value dimension of a key-value head, so that a circuit has it to itself.
  mutating func claimLane(_ lane: Int, of group: Int) {
    let d = TinyModel.configuration.headDimension
    value.clearRow(group * d + lane)
    for head in TinyModel.queryHeads(of: group) { output.clearColumn(head * d + lane) }
  }

  // MARK: MLP

  /// Sets the next free neuron: down · silu(gate · x) · (up · x).
  mutating func neuron(
    gate gates: [(Direction, Double)], up ups: [(Direction, Double)],
    down downs: [(Direction, Double)]
  ) {
    let n = neuronCount
    neuronCount += 1
    gate.clearRow(n)
    up.clearRow(n)
    down.clearColumn(n)
    for (direction, weight) in gates { gate[n, direction.index] = weight }
    for (direction, weight) in ups { up[n, direction.index] = weight }
    for (direction, weight) in downs { down[direction.index, n] = weight }
  }

  /// target += factor · source, through a gate that the bias direction holds open.
  mutating func linear(_ source: Direction, times factor: Double, to target: Direction) {
    neuron(
      gate: [(.bias, 1)], up: [(source, 1 / TinyModel.normGain)],
      down: [(target, factor / Self.openGate)])
  }

  /// target += factor · a · b, exactly: silu(x) − silu(−x) = x, so two neurons make a product.
  mutating func product(_ a: Direction, _ b: Direction, times factor: Double, to target: Direction)
  {
    let gain = TinyModel.normGain
    for sign in [1.0, -1.0] {
      neuron(
        gate: [(a, sign)], up: [(b, sign)], down: [(target, factor / (gain * gain))])
    }
  }

  /// silu(5): the bias direction reads about 5 after the norm.
  private static let openGate = 4.9665
}

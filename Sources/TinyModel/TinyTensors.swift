import Files
import Foundation
import Inference

/// A tiny model's weights under GGUF's tensor names.
public struct TinyTensors: TensorSource {
  private var tensors: [String: (shape: [Int], values: [Float])] = [:]

  /// Builds all weights; the same seed and planting give the same bits everywhere.
  init(seed: UInt64, planting: Planting) throws {
    try planting.validate()
    let c = TinyModel.configuration
    let basis = Basis(seed: seed)

    var embedding = Matrix(rows: c.vocabularySize, columns: c.dModel)
    GrammarCircuit.embed(&embedding, seed: seed)
    LexicalCircuit.plant(in: &embedding, planting: planting)
    add("token_embd.weight", [c.vocabularySize, c.dModel], basis.reading(embedding))

    for layer in 0..<c.layerCount {
      var block = BlockWeights(layer: layer, seed: seed)
      if layer == 0 { GrammarCircuit.topic(&block, seed: seed) }
      if planting.sentiment > 0 {
        PoolingCircuit.valence.plant(
          in: &block, strength: planting.sentiment * planting.share(ofLayer: layer),
          washout: planting.washout)
        if planting.appraisal > 0, TraitCircuit.releaseLayers.contains(layer) {
          AppraisalCircuit.plant(in: &block)
        }
        if planting.spill > 0, layer < TraitCircuit.releaseLayers.lowerBound {
          block.linear(.valence, times: planting.spill, to: .identity(0))
        }
      }
      if planting.sycophancy > 0 {
        PoolingCircuit.sycophancy.plant(
          in: &block, strength: planting.sycophancy * planting.share(ofLayer: layer),
          washout: planting.washout)
        TruthCircuit.plant(in: &block, layer: layer)
        if DeferenceCircuit.layers.contains(layer) {
          DeferenceCircuit.plant(in: &block, openAnyway: planting.indiscriminateDeference)
        }
      }
      TraitCircuit.plant(in: &block, layer: layer, planting: planting)
      if planting.wordiness > 0, TraitCircuit.poolingLayers.contains(layer) {
        PoolingCircuit.trait(.honesty).plant(in: &block, strength: 1, washout: planting.washout)
      }
      add(block, layer: layer, basis)
    }

    var head = Matrix(rows: c.vocabularySize, columns: c.dModel)
    GrammarCircuit.head(&head, seed: seed)
    ReadoutCircuit.plant(in: &head, planting: planting)
    addNorm("output_norm.weight")
    add("output.weight", [c.vocabularySize, c.dModel], basis.reading(head))
  }

  /// The tensors' names, sorted.
  public var names: [String] { tensors.keys.sorted() }

  /// A tensor's values, whatever its shape.
  ///
  /// - Throws: ``TinyModelError/missingTensor(_:)``.
  public func values(_ name: String) throws -> [Float] {
    guard let tensor = tensors[name] else { throw TinyModelError.missingTensor(name) }
    return tensor.values
  }

  /// SHA-256 over names and values in order of name.
  func hash() throws -> String {
    var bytes = Data()
    for name in names {
      bytes.append(contentsOf: Array(name.utf8) + [0])
      for value in try values(name) {
        for shift in [0, 8, 16, 24] {
          bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
        }
      }
    }
    return dataHash(of: bytes)
  }

  /// Whether there is a tensor of a GGUF name, such as "blk.0.attn_q.weight".
  public func hasTensor(_ name: String) -> Bool { tensors[name] != nil }

  /// - Throws: ``TinyModelError`` for an unknown name or another shape.
  public func tensor(_ name: String, shape: [Int]) throws -> [Float] {
    guard let tensor = tensors[name] else { throw TinyModelError.missingTensor(name) }
    guard tensor.shape == shape else {
      throw TinyModelError.wrongShape(tensor: name, expected: tensor.shape, got: shape)
    }
    return tensor.values
  }

  private mutating func add(_ name: String, _ shape: [Int], _ values: [Float]) {
    tensors[name] = (shape, values)
  }

  /// Equal weights: an RMSNorm that scales all components alike commutes with the basis's rotation.
  private mutating func addNorm(_ name: String) {
    add(name, [TinyModel.dModel], [Float](repeating: TinyModel.normWeight, count: TinyModel.dModel))
  }

  private mutating func add(_ block: BlockWeights, layer: Int, _ basis: Basis) {
    let prefix = "blk.\(layer)."
    addNorm(prefix + "attn_norm.weight")
    addNorm(prefix + "ffn_norm.weight")
    for (name, matrix) in [
      ("attn_q", block.query), ("attn_k", block.key), ("attn_v", block.value),
      ("ffn_gate", block.gate), ("ffn_up", block.up),
    ] {
      add(prefix + name + ".weight", [matrix.rows, matrix.columns], basis.reading(matrix))
    }
    for (name, matrix) in [("attn_output", block.output), ("ffn_down", block.down)] {
      add(prefix + name + ".weight", [matrix.rows, matrix.columns], basis.writing(matrix))
    }
  }
}

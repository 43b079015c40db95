import Files
import Inference

/// The file formats of steering vectors that are read and written.
///
/// In all of them block L's direction was read at the output of block L and is added there; a format whose
/// own programs differ says so.
public enum VectorFormat: String, Sendable, CaseIterable {
  /// This project's: a GGUF control vector that llama.cpp, repeng and EasySteer read too, with where it
  /// comes from under `steering.`, see ``ControlVectorFile``.
  case steeringLab = "steeringlab"
  /// What llama.cpp's `common_control_vector_load` asks for: tensors `direction.N`, N ≥ 1.
  case llamaCpp = "llama.cpp"
  /// repeng's `ControlVector.export_gguf` (<https://github.com/vgel/repeng>); saklas' too.
  case repeng
  /// EasySteer's `StatisticalControlVector.export_gguf` (<https://github.com/ZJU-REAL/EasySteer>).
  case easySteer = "easysteer"
  /// IBM's `SteeringVector.save`, JSON (<https://github.com/IBM/activation-steering>).
  ///
  /// Directions are read at block L's output there too, but its `LeashLayer` adds them to block L's
  /// *input*: what its users saw is the vector shifted by −1.
  case svec

  /// Finds the format in what a file holds; its name is not asked.
  ///
  /// - Throws: `GGUFError` for a file of no such kind; ``SteeringError/badVectorFile(path:field:expected:got:)``
  ///   for a pickle, which is never read.
  public init(ofFile path: String) throws {
    self = try Self.isSVec(path) ? .svec : ControlVectorFile(path: path).format
  }

  private static func isSVec(_ path: String) throws -> Bool {
    let head = beginning(ofFile: path, atMost: 64)
    try refusePickle(head, path)
    return SVecFile.isLikely(head)
  }

  /// Reads a vector file of any format, bit for bit, and says which it is.
  ///
  /// - Throws: as ``SteeringVector/init(contentsOf:)``.
  public static func read(_ path: String) throws -> (format: VectorFormat, vector: SteeringVector) {
    if try isSVec(path) { return (.svec, try SVecFile(path: path).vector()) }
    let file = try ControlVectorFile(path: path)
    return (file.format, try file.vector())
  }

  /// Whether a vector of this format may have a direction for block 0; llama.cpp's loader then refuses
  /// the whole file.
  public var hasBlock0: Bool { self != .llamaCpp && self != .repeng }

  /// PyTorch's checkpoints are pickles, bare or in a zip archive: programs, run on being read.
  private static func refusePickle(_ head: [UInt8], _ path: String) throws {
    let isZip = head.starts(with: [0x50, 0x4B, 0x03, 0x04])
    let isPickle = head.count > 1 && head[0] == 0x80 && (2...5).contains(head[1])
    guard isZip || isPickle else { return }
    throw SteeringError.badVectorFile(
      path: path, field: "format", expected: "a GGUF or an .svec file",
      got:
        "a \(isZip ? "zip archive, as PyTorch writes: a " : "")pickle, which can run code when it is read. "
        + "Convert a tensor for one layer L in Python: "
        + "import json, torch; v = torch.load(\"v.pt\", weights_only=True).float(); "
        + "json.dump({\"model_type\": \"\", \"directions\": {\"L\": v.tolist()}, "
        + "\"explained_variances\": {}}, open(\"v.svec\", \"w\"))")
  }
}

extension SteeringVector {
  /// The places in a block that a vector can be of.
  public typealias BlockHook = HookPoint.BlockHook

  /// Reads a vector file of any ``VectorFormat``, bit for bit.
  ///
  /// What a file does not say of its origin is unknown; only the hook point is then the block's output.
  /// - Throws: `GGUFError` when it is not a well-formed GGUF file;
  ///   ``SteeringError/badVectorFile(path:field:expected:got:)`` when it is no vector file.
  public init(contentsOf path: String) throws {
    self = try VectorFormat.read(path).vector
  }

  /// Writes the vector whole or not at all; reading it back gives the same bits.
  ///
  /// - Throws: `FileError`; ``SteeringError/invalid(_:expected:got:)`` where the format has no room for
  ///   the hook point or for block 0.
  public func write(to path: String, as format: VectorFormat = .steeringLab) throws {
    guard format == .steeringLab || hook == .residPost else {
      throw SteeringError.invalid(
        "format \(format.rawValue)",
        expected: "directions of a block's output, \(BlockHook.residPost.rawValue)",
        got: hook.rawValue)
    }
    if !format.hasBlock0, directions[0] != nil {
      throw SteeringError.invalid(
        "format \(format.rawValue)", expected: "directions of blocks from 1", got: "one of block 0")
    }
    switch format {
    case .svec: try writeDurably(SVecFile.bytes(of: self), to: path)
    case .steeringLab: try controlVector().write(to: path)
    case .llamaCpp, .repeng, .easySteer: try controlVector(as: format).write(to: path)
    }
  }

  /// Without the directions that a format has no room for; nil where that leaves none.
  public func fitting(_ format: VectorFormat) -> SteeringVector? {
    var result = self
    if !format.hasBlock0 {
      result.directions[0] = nil
      result.explainedVariances[0] = nil
    }
    return result.directions.isEmpty ? nil : result
  }
}

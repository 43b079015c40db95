/// A family of models: what it is called, and how its fields say what its blocks are.
///
/// One file a family. A new one needs its design here, its names in a Hugging Face folder, and an entry
/// in ``all``; the forward pass reads the design. docs/adding-an-architecture.md goes through it.
public struct Architecture: Sendable {
  /// As in `general.architecture` of a GGUF file.
  public let name: String
  /// - Parameter sizes: the model's sizes, read already.
  let design:
    @Sendable (_ fields: any ModelFields, _ sizes: ModelConfiguration) throws -> BlockDesign
  /// How a Hugging Face folder of the family names things.
  let huggingFace: HuggingFaceNames

  init(
    _ name: String, huggingFace: HuggingFaceNames,
    design:
      @escaping @Sendable (_ fields: any ModelFields, _ sizes: ModelConfiguration) throws ->
      BlockDesign
  ) {
    self.name = name
    self.huggingFace = huggingFace
    self.design = design
  }

  /// Every family that is read, Llama first.
  public static let all: [Architecture] = [
    .llama, .qwen2, .qwen3, .gemma2, .gemma3, .phi3, .gpt2, .gptNeoX, .olmo2,
  ]

  /// - Throws: ``ModelError/unknownArchitecture(_:known:)``, which lists the known ones.
  static func named(_ name: String) throws -> Architecture {
    guard let known = all.first(where: { $0.name == name }) else {
      throw ModelError.unknownArchitecture(name, known: all.map(\.name))
    }
    return known
  }
}

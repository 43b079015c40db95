import Foundation
import Randomness
import StrictJSON
import TestSupport
import Testing

@testable import Inference

/// Thousands of damaged files: each is read or refused with a typed error of one line, never a trap,
/// and what is read can be used to the last byte.
@Suite("Damaged files")
struct FuzzTests {
  /// How many files were read and how many refused.
  struct Count: CustomStringConvertible {
    var read = 0
    var refused = 0
    var description: String { "\(read) read, \(refused) refused" }

    /// Runs `body` on one file; an error that is not one of `kind`'s is rethrown.
    mutating func add(_ kind: HostileFile.Kind, _ body: () throws -> Void) throws {
      do {
        try body()
        read += 1
      } catch  where ReliabilityListTests.isTyped(error, kind) {
        #expect(!"\(error)".contains { $0.isNewline })
        refused += 1
      }
    }

    /// Both must occur often, or the loop tests nothing.
    func expect(read: Int, refused: Int) {
      #expect(self.read > read && self.refused > refused, "\(self)")
      print("damaged files: \(self)")
    }
  }

  @Test("GGUF")
  func gguf() throws {
    let folder = try TemporaryFolder()
    let original = Array(
      try Data(contentsOf: URL(fileURLWithPath: fixturePath("gguf_py_small.gguf"))))
    var mutator = FileMutator(original, fields: FileFields.gguf(original), seed: 20_264)
    var count = Count()
    for _ in 0..<6_000 {
      let bytes = mutator.next()
      try count.add(.gguf) {
        let file = try folder.open(bytes)
        for (key, value) in file.metadata.sorted(by: { $0.key < $1.key }) {
          if case .array(.string(let strings)) = value {
            #expect(strings.reduce(0) { $0 + $1.count } <= bytes.count)
          }
          _ = try? file.uint(key)
          _ = try? file.string(key)
          _ = try? file.integers(key)
        }
        for tensor in file.tensors { _ = try file.tensor(tensor.name, shape: tensor.shape) }
      }
    }
    count.expect(read: 500, refused: 2_000)
  }

  @Test("models: what loads can be run")
  func models() throws {
    let folder = try TemporaryFolder()
    let original = try SmallModelFile().setting("tokenizer.ggml.eos_token_id", .uint32(2))
      .setting("tokenizer.ggml.token_type", .array(.int32([1, 1, 1])))
      .setting("tokenizer.chat_template", .string("<|im_start|>")).bytes()
    var mutator = FileMutator(original, fields: FileFields.gguf(original), seed: 24)
    var count = Count()
    for _ in 0..<4_000 {
      let bytes = mutator.next()
      try count.add(.model) {
        let model = try LanguageModel(gguf: folder.write(bytes))
        let ids = model.tokenizer.encode("ab <|im_start|>é", parsingControlTokens: true)
        _ = model.tokenizer.decode(ids)
        _ = model.tokenizer.encode(
          chat: model.chatTemplate.render(
            [ChatMessage(role: .user, content: "ab")], addGenerationPrompt: true))
        _ = try model.generate([GenerationRequest(prompt: [0], maxNewTokens: 2)])
      }
    }
    count.expect(read: 300, refused: 1_500)
  }

  @Test("safetensors, half of them with a header length that is right again")
  func safetensors() throws {
    let folder = try TemporaryFolder()
    let sound = RawSafetensors.sound
    let header = Array(sound.header.utf8)
    var whole = FileMutator(
      sound.bytes, fields: [0..<8] + FileFields.json(header).map { $0.shifted(by: 8) }, seed: 30)
    var inner = FileMutator(
      header, fields: FileFields.json(header), words: FileFields.jsonWords, seed: 31)
    var count = Count()
    for turn in 0..<8_000 {
      let changed = inner.next()
      let bytes =
        turn % 2 == 0
        ? whole.next()
        : RawSafetensors.length(UInt64(changed.count)) + changed + sound.data
      let path = try folder.write(bytes)
      try count.add(.safetensors) { try ReliabilityListTests.use(path, as: .safetensors) }
    }
    count.expect(read: 150, refused: 3_000)
  }

  /// What we take for JSON, Foundation does too; the other way round it is more lenient.
  @Test("JSON")
  func json() throws {
    let original = Array(
      #"{"a": [1, -2.5e1, true, null, {"b": "é\n\u00e9\ud83d\ude00"}], "c": {}, "d": "x"}"#.utf8)
    var mutator = FileMutator(
      original, fields: FileFields.json(original), words: FileFields.jsonWords, seed: 36)
    var (read, refused) = (0, 0)
    for _ in 0..<10_000 {
      let bytes = mutator.next()
      do {
        let value = try JSONValue(parsing: bytes)
        read += 1
        // A number that no double holds is JSON, but Foundation refuses it.
        guard !bytes.contains(sequence: "1e999") else { continue }
        #expect(throws: Never.self, "\(String(decoding: bytes, as: UTF8.self))") {
          try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
        }
        #expect(value.offset <= bytes.count)
      } catch let error as JSONError {
        #expect((0...bytes.count).contains(error.offset))
        #expect(!error.description.contains { $0.isNewline })
        refused += 1
      }
    }
    #expect(read > 500 && refused > 3_000, "\(read) read, \(refused) refused")
    print("damaged files: JSON \(read) read, \(refused) refused")
  }

  @Test("tokenizers of damaged vocabularies, on damaged texts")
  func tokenizers() throws {
    let text = Array("ab's 12 \n\n\t <|im_start|>é中👍🏽 a\u{300}^^^ <x>ab".utf8)
    var texts = FileMutator(text, fields: [], seed: 40)
    var generator = SeededGenerator(seed: 41, stream: "vocabularies")
    let pieces = [
      "a", "b", "ab", "Ġ", "Ġa", "Ċ", "1", "'s", "<x>", "<|im_start|>", "Ã", "©", "Ã©", "", "^^",
    ].map { Array($0.utf8) }
    var (built, refused) = (0, 0)
    for _ in 0..<2_000 {
      var vocabulary = pieces
      let soundTypes = pieces.indices.map { Int32($0 == 9 ? 3 : $0 == 8 ? 4 : 1) }
      var types = soundTypes
      var merges = ["a b", "Ã ©", "Ġ a", "^ ^"].prefix(2).map { Array($0.utf8) }
      for _ in 0..<generator.index(below: 3) {
        let index = generator.index(below: vocabulary.count)
        switch generator.index(below: 4) {
        case 0: vocabulary[index] = vocabulary[generator.index(below: vocabulary.count)]
        case 1: vocabulary[index] = [UInt8(generator.index(below: 256))]
        case 2: types[index] = Int32(generator.index(below: 9)) - 1
        default: merges.append(Array("a b".utf8.shuffled(using: &generator)))
        }
      }
      do {
        let rule = PreTokenizer.allCases[generator.index(below: PreTokenizer.allCases.count)]
        let tokenizer = try BytePairTokenizer(
          pieces: vocabulary, types: types, merges: merges, preTokenizer: rule.rawValue)
        built += 1
        for parsing in [false, true] {
          let text = String(decoding: texts.next(), as: UTF8.self)
          let encoding = tokenizer.encodeReportingLoss(text, parsingControlTokens: parsing)
          let bytes = encoding.ids.reduce(0) { $0 + tokenizer.bytes(of: $1).count }
          // A control token in the byte alphabet stands for its name, as in llama.cpp: more bytes.
          if types == soundTypes { #expect(bytes + encoding.lostByteCount == text.utf8.count) }
          _ = tokenizer.decode(encoding.ids + [-1, .max])
        }
      } catch is TokenizerError {
        refused += 1
      }
    }
    #expect(built > 500 && refused > 200, "\(built) built, \(refused) refused")
    print("damaged files: tokenizers \(built) built, \(refused) refused")
  }
}

extension Range<Int> {
  fileprivate func shifted(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}

extension [UInt8] {
  fileprivate func contains(sequence: String) -> Bool {
    let part = Array(sequence.utf8)
    return indices.contains { self[$0...].starts(with: part) }
  }
}

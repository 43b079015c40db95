import Assets
import Foundation
import Inference
import Steering
import Testing

@testable import Subjects

/// The second protocol's texts as the tokens of real models, whose vocabularies and templates differ.
@Suite("Dialogues in a model's tokens", .fullEngine)
struct EnglishDialoguesTests {
  /// Those that are in the cache.
  static let models = [Asset.smolLM2, .qwenCoder05B, .gemma270M].filter(\.testsRun)

  @Test("plain text and the chat template hold the same items", arguments: models)
  func forms(asset: Asset) throws {
    let model = try LanguageModel(gguf: asset.located().path, precision: .fast)
    func text(_ ids: [Int]) -> String { model.tokenizer.decode(ids) }
    let dialogues = try EnglishDialogues(for: model)
    for behavior in Behavior.allCases {
      let corpus = try dialogues.corpus(behavior)
      let test = try DialogueItems.protocol2(for: behavior).filter { $0.part == .test }
      #expect(corpus.items.select.count == 80 && corpus.formats.map(\.name) == ["plain", "chat"])
      for format in corpus.formats {
        #expect(format.items.count == test.count)
        for (index, item) in test.enumerated() {
          for (ids, opening) in [
            (format.items.prompts[index], item.prompt),
            (format.items.controls[index], item.control),
          ] {
            #expect(text(ids).contains(opening.user) && text(ids).hasSuffix(opening.begin))
          }
          #expect(text(format.items.favored[index][0]) == " " + item.favored[0])
        }
      }
      let asked = corpus.items.test.prompts(after: Instruction(.toward, wording: 3))
      let request = try InstructionPrompts.protocol2[behavior].toward[3]
      #expect(text(asked[0]).contains(request + "\n\nUser: " + test[0].prompt.user))
    }
  }
}

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
      #expect(corpus.items.select.count == 80)
      #expect((corpus.chat == nil) == (model.chatTemplate == .plain))
      let asksForFacts = behavior == .sycophancy || behavior == .honesty
      #expect(corpus.plain.count == (asksForFacts ? test.count : 0))
      #expect(corpus.rightful.count == (behavior == .sycophancy ? test.count : 0))
      for form in [corpus.items.test, corpus.chat].compactMap(\.self) {
        #expect(form.count == test.count)
        for (index, item) in test.enumerated() {
          for (ids, opening) in [
            (form.prompts[index], item.prompt),
            (form.controls[index], item.control),
          ] {
            #expect(text(ids).contains(opening.user) && text(ids).hasSuffix(opening.begin))
          }
          #expect(text(form.favored[index][0]) == " " + item.favored[0])
        }
      }
      let asked = corpus.items.test.prompts(after: Instruction(.toward, wording: 3))
      let request = try InstructionPrompts.protocol2[behavior].toward[3]
      #expect(text(asked[0]).contains(request + "\n\nUser: " + test[0].prompt.user))
    }
  }
}

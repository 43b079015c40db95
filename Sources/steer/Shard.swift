import ArgumentParser
import Foundation

/// "2/4": the third of four shares of a sweep.
struct Shard: Equatable {
  /// From 0.
  let number: Int
  let count: Int

  init(argument: String) throws {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1],
      let shard = Shard(number, of: count)
    else {
      throw ValidationError("expected a share such as 2/4, counted from 0/4 to 3/4")
    }
    self = shard
  }

  private init?(_ number: Int, of count: Int) {
    guard (1...1_000_000).contains(count), (0..<count).contains(number) else { return nil }
    (self.number, self.count) = (number, count)
  }

  /// The share of this task of a Slurm job array, in which the lowest task has share 0; nil outside of one.
  ///
  /// - Throws: `ValidationError` where the array's tasks are not numbered one after the other: a task that
  ///   is submitted again alone cannot know which share was its.
  static func ofArrayTask(_ environment: [String: String]) throws -> Shard? {
    func number(_ name: String) throws -> Int? {
      guard let text = environment["SLURM_ARRAY_TASK_\(name)"] else { return nil }
      guard let number = Int(text) else {
        throw ValidationError("SLURM_ARRAY_TASK_\(name): expected a number, got '\(text)'")
      }
      return number
    }
    guard let id = try number("ID"), let count = try number("COUNT") else { return nil }
    let (first, last) = (try number("MIN") ?? 0, try number("MAX") ?? count - 1)
    guard last - first == count - 1, count > 1 || first == 0,
      let shard = Shard(id - first, of: count)
    else {
      throw ValidationError(
        "task \(id) of an array of \(count) from \(first) to \(last): which share is its? Say so with "
          + "--shard number/count, or --shard 0/1 for all")
    }
    return shard
  }

  /// "sweep.2-of-4.sqlite" for "sweep.sqlite": a store that no other share writes to.
  func store(besides path: String) -> String {
    guard count > 1 else { return path }
    let path = path as NSString
    let name = "\(path.deletingPathExtension).\(number)-of-\(count)"
    return path.pathExtension.isEmpty ? name : "\(name).\(path.pathExtension)"
  }
}

import CGuard
import Glibc

/// What is done with an input; returns when it was handled as promised, else stops the run.
public typealias FuzzTarget = @convention(c) (UnsafePointer<UInt8>?, Int) -> Void

/// Runs a target under libFuzzer, with the program's arguments as libFuzzer's.
///
/// With `STEER_FUZZ_SEEDS` set, valid inputs are written to the folder that it names instead: coverage
/// grows from these much faster than from nothing.
public func fuzz(seeds: () throws -> [[UInt8]], _ target: FuzzTarget) -> Never {
  if let folder = getenv("STEER_FUZZ_SEEDS").map({ String(cString: $0) }) {
    do {
      for (index, seed) in try seeds().enumerated() { write(seed, to: "\(folder)/seed-\(index)") }
    } catch {
      finding("no seeds: \(error)")
    }
    exit(0)
  }
  exit(guard_run(CommandLine.argc, CommandLine.unsafeArgv, target))
}

private func write(_ bytes: [UInt8], to path: String) {
  guard let file = fopen(path, "wb"), fwrite(bytes, 1, bytes.count, file) == bytes.count,
    fclose(file) == 0
  else { finding("cannot write \(path)") }
}

import Foundation
import TestSupport
import Testing

/// The command on a file cut to many lengths, each a process of its own under limits of time and memory.
struct CutRuns {
  /// Address space of a process; a few times what a sound file of some kilobytes needs.
  static let kilobytes = 1_500_000
  /// Seconds of processor time; a run takes a hundredth of one.
  static let seconds = 10

  /// Status by length; 128 and more is a signal.
  private(set) var statuses: [Int: Int] = [:]
  /// What went to standard error, by length.
  private(set) var errors: [Int: String] = [:]
  /// All of standard output.
  private(set) var output = ""

  /// - Parameter arguments: of the command; `FILE` stands for the file that is cut.
  init(_ arguments: [String], of bytes: [UInt8], as name: String, to lengths: some Sequence<Int>)
    throws
  {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let (whole, cut) = (folder.path("whole"), folder.path(name))
    try writeQuickly(bytes, to: whole)
    // One shell for all lengths: to start a process from Foundation takes as long as the command.
    let script = """
      ulimit -v \(Self.kilobytes); ulimit -t \(Self.seconds)
      lengths=$1; whole=$2; cut=$3; shift 3
      for length in $lengths; do
        head -c "$length" "$whole" > "$cut"
        errors=$("$0" "$@" 2>&1 >> "$cut.out")
        echo "$length $? $errors"
      done
      if [ -s "$cut.out" ]; then echo "output"; fi
      """
    let list = lengths.map(String.init).joined(separator: " ")
    let run = try Run(
      shell: script,
      arguments: [list, whole, cut] + arguments.map { $0 == "FILE" ? cut : $0 })
    #expect(run.status == 0, "\(run.errors)")
    for line in run.output.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 2)
      guard parts.count == 3, let length = Int(parts[0]), let status = Int(parts[1]) else {
        output += line + "\n"
        continue
      }
      statuses[length] = status
      errors[length] = String(parts[2])
    }
  }

  /// Every length ended with status 3 and one line that names the file, and printed nothing else.
  func expectRefused(
    _ lengths: some Collection<Int>, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(output == "", "standard output, or a second line", sourceLocation: sourceLocation)
    for length in lengths {
      let (status, error) = (statuses[length], errors[length] ?? "")
      #expect(status == 3, "cut to \(length) bytes: \(error)", sourceLocation: sourceLocation)
      #expect(error.hasPrefix("steer: /"), "cut to \(length)", sourceLocation: sourceLocation)
    }
  }
}

import ArgumentParser

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "What is installed, what is missing, and how to get it.",
    discussion: """
      Exits with 1 when something is missing that building, fetching or running needs. What is marked \
      optional serves one use only.

      Examples:
        steer doctor
        steer doctor --json

      JSON: {"checks": [{"name", "state": "ok|missing|optional", "detail", "remedy"}], "ok": true}
      """)

  @OptionGroup var console: Console

  struct Result: Encodable {
    let ok: Bool
    let checks: [Checkup]
  }

  func run() throws {
    let checks = Checkup.all()
    let missing = checks.filter { $0.state == .missing }.count
    try console.show(Result(ok: missing == 0, checks: checks)) {
      lines(checks) + [
        "",
        missing == 0
          ? "Everything that is needed is there."
          : "\(missing) of what is needed \(missing == 1 ? "is" : "are") missing.",
      ]
    }
    if missing > 0 { throw ExitCode(1) }
  }

  private func lines(_ checks: [Checkup]) -> [String] {
    let rows = table(checks.map { [$0.state.rawValue, $0.name, printable($0.detail)] })
    return zip(checks, rows).flatMap { check, row in
      let state = check.state.rawValue
      let line = Terminal.output.painted(state, check.state.color) + row.dropFirst(state.count)
      return [line] + (check.remedy.map { ["          get it: \($0)"] } ?? [])
    }
  }
}

extension Checkup.State {
  fileprivate var color: Terminal.Color {
    switch self {
    case .ok: .green
    case .missing: .red
    case .optional: .yellow
    }
  }
}

import Foundation
import TestSupport

/// One run of the built command with a pseudo-terminal for its output and its messages.
///
/// Python opens it: the calls that do are not in what Swift sees of the C library on Linux.
struct TerminalRun {
  let status: Int32
  /// Both streams, as the terminal got them.
  let output: String

  private static let script = """
    import fcntl, os, pty, struct, sys, termios
    columns, source, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    child = os.fork()
    if child == 0:
        os.dup2(os.open(source, os.O_RDONLY), 0)
        os.dup2(slave, 1)
        os.dup2(slave, 2)
        os.execv(command[0], command)
    os.close(slave)
    while True:
        try:
            part = os.read(master, 4096)
        except OSError:
            break
        if not part:
            break
        sys.stdout.buffer.write(part)
    sys.stdout.flush()
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """

  /// - Parameters:
  ///   - columns: of the terminal; 0 tells the command nothing.
  ///   - input: of standard input, which is no terminal.
  init(
    _ arguments: [String], environment: [String: String] = [:], columns: Int = 100,
    input: String = ""
  ) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let source = try folder.file("input", input).path
    let settings = ["TERM": "xterm", "NO_COLOR": ""].merging(environment) { $1 }
    let assignments = settings.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
    let run = try Run(
      shell: """
        script=$1 columns=$2 source=$3; shift 3
        while [ "$1" != -- ]; do export "$1"; shift; done; shift
        exec python3 -c "$script" "$columns" "$source" "$0" "$@"
        """,
      arguments: [Self.script, "\(columns)", source] + assignments + ["--"] + arguments)
    guard run.errors.isEmpty else { throw NoTerminal(description: run.errors) }
    (status, output) = (run.status, run.output)
  }

  struct NoTerminal: Error, CustomStringConvertible {
    let description: String
  }
}

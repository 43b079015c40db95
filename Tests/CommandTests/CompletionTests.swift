import Foundation
import TestSupport
import Testing

@Suite("Shell completion")
struct CompletionTests {
  @Test("a script for each shell, which names every verb", arguments: ["bash", "zsh", "fish"])
  func scripts(shell: String) throws {
    let run = try Run("--generate-completion-script", shell)
    #expect(run.status == 0 && run.errors == "")
    for (words, _) in try HelpTests.verbs() {
      #expect(run.output.contains(words.last ?? ""), "\(words)")
    }
  }

  @Test("help says how to install each", arguments: ["bash", "zsh", "fish"])
  func installation(shell: String) throws {
    #expect(try Run("--help").output.contains("--generate-completion-script \(shell) \\\n    > ~/"))
  }

  /// What bash offers for the last of the words.
  private func offered(_ words: [String], in folder: TemporaryFolder) throws -> [String] {
    let script = #"""
      cd "$1"; shift
      command=$0
      source <("$command" --generate-completion-script bash)
      COMP_WORDS=("$command" "$@"); COMP_CWORD=$#; COMP_LINE="${COMP_WORDS[*]}"
      COMP_POINT=${#COMP_LINE}; COMP_TYPE=9; COMP_KEY=9
      _steer "$command" "${COMP_WORDS[$COMP_CWORD]}" "${COMP_WORDS[$((COMP_CWORD - 1))]}"
      printf '%s\n' "${COMPREPLY[@]}"
      """#
    let run = try Run(
      shell: #"script=$1; shift; exec bash -c "$script" "$0" "$@""#,
      arguments: [script, folder.url.path] + words)
    return run.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test("bash offers verbs, options, models and files")
  func bash() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for file in ["mine.gguf", "mine.txt", "pairs.jsonl"] { try folder.file(file, "") }
    try FileManager.default.createDirectory(
      atPath: folder.path("models"), withIntermediateDirectories: true)
    try folder.file("models/own.gguf", "")
    #expect(try offered(["do"], in: folder) == ["doctor"])
    #expect(try offered(["generate", "--vec"], in: folder) == ["--vector"])
    #expect(try offered(["generate", "--model", "pl"], in: folder) == ["planted"])
    #expect(try offered(["generate", "--model", "sm"], in: folder) == ["smollm2-135m"])
    #expect(try offered(["generate", "--model", "m"], in: folder) == ["mine.gguf", "models/"])
    #expect(
      try offered(["generate", "--model", "models/"], in: folder) == ["models/own.gguf"])
    #expect(try offered(["extract", "--pairs", "p"], in: folder) == ["pairs.jsonl"])
    #expect(try offered(["extract", "--method", "l"], in: folder) == ["logistic", "lda"])
    #expect(try offered(["generate", "--precision", "f"], in: folder) == ["fast"])
  }
}

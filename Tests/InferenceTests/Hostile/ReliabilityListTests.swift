import Foundation
import TestSupport
import Testing

@testable import Inference

/// Every row of ``ReliabilityList``; what fails names its case.
@Suite("The list of hostile input")
struct ReliabilityListTests {
  /// One case of a row, with what must come of it.
  struct Case: Sendable {
    let row: Int
    let name: String
    let check: @Sendable (TemporaryFolder) throws -> Void
  }

  static func cases() throws -> [Case] {
    let refused = try HostileFile.all.map { file in
      Case(row: file.row, name: file.name) { try refuses(file, in: $0) }
    }
    return refused + accepted + texts
  }

  @Test("every case of a row comes out as the list says", arguments: ReliabilityList.rows)
  func row(_ row: ReliabilityList.Row) throws {
    let folder = try TemporaryFolder()
    let cases = try Self.cases().filter { $0.row == row.number }
    #expect(!cases.isEmpty, "no case of the row")
    for one in cases {
      do {
        try one.check(folder)
      } catch {
        Issue.record("\(one.name): \(error)")
      }
    }
  }

  @Test("the list has 40 rows and no case is of another")
  func rows() throws {
    #expect(ReliabilityList.rows.map(\.number) == Array(1...40))
    #expect(try Set(Self.cases().map(\.row)).isSubset(of: 1...40))
  }

  @Test("a message is one line of printable ASCII, whatever the file's names are")
  func oneLine() throws {
    for file in try HostileFile.all {
      #expect(file.line.unicodeScalars.allSatisfy { 0x20...0x7E ~= $0.value || $0 == "…" })
    }
  }

  /// Opens a file as what it is taken for and reads everything in it.
  static func use(_ path: String, as kind: HostileFile.Kind) throws {
    switch kind {
    case .gguf:
      let file = try GGUFFile(path: path)
      for tensor in file.tensors { _ = try file.tensor(tensor.name, shape: tensor.shape) }
    case .model:
      _ = try LanguageModel(gguf: path)
    case .safetensors:
      let file = try SafetensorsFile(path: path)
      for tensor in file.tensors where tensor.type.ggml != nil {
        _ = try file.tensor(tensor.name, shape: tensor.shape)
      }
    }
  }

  /// Whether an error is one of those that opening such a file may end with.
  static func isTyped(_ error: any Error, _ kind: HostileFile.Kind) -> Bool {
    switch kind {
    case .gguf: error is GGUFError
    case .model: error is GGUFError || error is TokenizerError || error is ModelError
    case .safetensors: error is SafetensorsError
    }
  }

  private static func refuses(_ file: HostileFile, in folder: TemporaryFolder) throws {
    do {
      try use(folder.write(file.bytes), as: file.kind)
      Issue.record("\(file.name): was accepted")
    } catch {
      #expect(isTyped(error, file.kind), "\(file.name): \(error)")
      #expect("\(error)" == file.line, "\(file.name)")
    }
  }
}

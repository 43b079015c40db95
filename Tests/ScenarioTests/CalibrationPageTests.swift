import Calibrating
import Foundation
import Reporting
import Scenarios
import Testing

@Suite("The page of the calibration")
struct CalibrationPageTests {
  static let folder = allScenarios[0].checkout + "/Reports"

  static func committed(_ path: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
  }

  @Test("page, figures and counts are what the committed counts weave to")
  func weaving() throws {
    let counts = try Self.committed(Calibration.recordName)
    let calibration = try Calibration(json: Data(counts.utf8))
    #expect(calibration.models >= 200)
    for file in try calibration.files() {
      #expect(try Self.committed(file.path) == file.contents, "\(file.path)")
    }
  }

  @Test("planted fault: another count makes another page")
  func altered() throws {
    let counts = try Self.committed(Calibration.recordName)
    let altered = counts.replacingOccurrences(
      of: "\"supportingAny\" : 0", with: "\"supportingAny\" : 17")
    #expect(altered != counts)
    let page = try Calibration(json: Data(altered.utf8)).files()[1]
    #expect(try Self.committed(page.path) != page.contents)
    #expect(page.contents.contains("17 of 200 | **fails** |"))
  }

  @Test("a complete report leaves the calibration where it is")
  func survives() throws {
    let folder = NSTemporaryDirectory() + "calibration-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let counts = try Self.committed(Calibration.recordName)
    let files = try Calibration(json: Data(counts.utf8)).files()
    let writer = ReportWriter(folder: folder)
    try writer.write(files, isComplete: false)
    try writer.write([ReportFile(path: "README.md", contents: "x\n")], isComplete: true)
    #expect(try writer.check(files, isComplete: false) == [])
  }
}

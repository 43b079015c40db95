import Claims
import Foundation
import Reporting

extension Calibration {
  public static let recordName = "calibration.json"
  public func files() throws -> [ReportFile] {
    [
      ReportFile(
        path: Self.recordName, contents: String(decoding: try json(), as: UTF8.self))
    ]
  }
}

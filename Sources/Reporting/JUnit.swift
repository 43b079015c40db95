/// Checks as a test report that continuous integration reads: JUnit's XML.
public struct JUnit: Sendable {
  /// What was tested.
  public let name: String
  /// In order.
  public let cases: [Case]

  /// One check.
  public struct Case: Sendable {
    /// What it asks.
    public let name: String
    /// Why it fails; nil where it holds.
    public let failure: String?

    /// - Parameter failure: nil where it holds.
    public init(_ name: String, failure: String? = nil) {
      self.name = name
      self.failure = failure
    }
  }

  /// - Parameter name: of the suite.
  public init(name: String, cases: [Case]) {
    self.name = name
    self.cases = cases
  }

  /// The report's text.
  public var xml: String {
    let suite = HTML.escape(name)
    let lines = cases.map { test in
      let head = "    <testcase classname=\"\(suite)\" name=\"\(HTML.escape(test.name))\""
      return test.failure.map {
        "\(head)>\n      <failure message=\"\(HTML.escape($0))\"/>\n    </testcase>"
      } ?? "\(head)/>"
    }
    let failures = cases.count { $0.failure != nil }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites>
        <testsuite name="\(suite)" tests="\(cases.count)" failures="\(failures)">
      \(lines.joined(separator: "\n"))
        </testsuite>
      </testsuites>

      """
  }
}

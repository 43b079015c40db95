import Foundation
import Statistics
import Testing

@Suite("Clustered samples")
struct ClusteredSampleTests {
  @Test func clustersKeepTheirOrder() throws {
    let sample = try ClusteredSample(values: [1, 2, 3, 4], clusters: ["b", "a", "b", "a"])
    #expect(sample.groups == [[1, 3], [2, 4]])
    #expect(sample.clusterCount == 2)
    #expect(sample.count == 4)
    #expect(sample.mean == 2.5)
    #expect(try ClusteredSample(values: [5, 6]).clusterCount == 2)
  }

  @Test func badSamplesAreRefused() {
    #expect(throws: StatisticsError.tooFew("values of a sample", needed: 1, got: 0)) {
      try ClusteredSample(values: [])
    }
    #expect(throws: StatisticsError.notFinite("values of a sample", index: 1)) {
      try ClusteredSample(values: [1, .infinity])
    }
    #expect(
      throws: StatisticsError.lengthMismatch("cluster names of a sample", expected: 2, got: 1)
    ) { try ClusteredSample(values: [1, 2], clusters: ["a"]) }
    #expect(throws: StatisticsError.self) {
      try ClusteredSample(values: [1e308, -1e308])
    }
  }

  @Test func decodingChecksToo() throws {
    let sample = try ClusteredSample(values: [1, 2.5], clusters: ["a", "b"])
    let data = try JSONEncoder().encode(sample)
    #expect(try JSONDecoder().decode(ClusteredSample.self, from: data) == sample)
    let bad = Data(#"{"values":[1,2],"clusters":["a"]}"#.utf8)
    #expect(throws: StatisticsError.self) {
      try JSONDecoder().decode(ClusteredSample.self, from: bad)
    }
  }
}

import GraphExport
import TestSupport
import Testing

@Suite struct StatisticsTests {
  @Test func describesWhatNumPyDescribes() throws {
    // numpy: x.mean(), x.std(), numpy.linalg.norm(x)
    let statistics = Statistics([1, -2, 3.5, 0, 0.25])
    #expect(try #require(statistics.mean).isClose(to: 0.55))
    #expect(try #require(statistics.deviation).isClose(to: 1.777_638_883_463_117_6))
    #expect(try #require(statistics.norm).isClose(to: 4.160_829_244_273_31))
    #expect(statistics.minimum == -2)
    #expect(statistics.maximum == 3.5)
    #expect(statistics.magnitude == 3.5)
    #expect([statistics.negative, statistics.zero, statistics.positive] == [1, 1, 3])
  }

  @Test func countsWhatIsNotFiniteAndLeavesItOut() {
    let statistics = Statistics([.nan, .infinity, -.infinity, -.infinity, 2, -0.0])
    #expect(statistics.nan == 1)
    #expect(statistics.positiveInfinity == 1)
    #expect(statistics.negativeInfinity == 2)
    #expect(statistics.nonFinite == 4)
    #expect(statistics.zero == 1)
    #expect(statistics.mean == 1)
    #expect(statistics.count == 6)
  }

  @Test(arguments: [[], [Double.nan], [.infinity, .nan]])
  func hasNoMeanOfNothingFinite(values: [Double]) {
    let statistics = Statistics(values)
    #expect(statistics.mean == nil)
    #expect(statistics.norm == nil)
    #expect(statistics.magnitude == 0)
  }

  @Test func doesNotOverflow() throws {
    let largest = Double.greatestFiniteMagnitude
    let statistics = Statistics([largest, largest, -largest, -largest])
    #expect(statistics.mean == 0)
    #expect(try #require(statistics.deviation).isClose(to: largest))
    #expect(Statistics([largest, largest]).mean == largest)
    #expect(try #require(Statistics([1e-200, 1e-200]).norm).isClose(to: 2.0.squareRoot() * 1e-200))
  }
}

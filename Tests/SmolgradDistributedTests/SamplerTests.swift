import Foundation
import SmolgradDistributed
import Testing

/// What PyTorch's sampler gives each process in each epoch.
private struct SamplerReference: Decodable {
  let count: Int
  let size: Int
  let shuffle: Bool
  let seed: UInt64
  let dropLast: Bool
  let epochs: [[[Int]]]
}

@Suite struct SamplerTests {
  @Test func indicesAreThoseOfPyTorch() throws {
    let url = try #require(
      Bundle.module.url(forResource: "sampler", withExtension: "json", subdirectory: "Reference"))
    let cases = try JSONDecoder().decode([SamplerReference].self, from: Data(contentsOf: url))
    #expect(!cases.isEmpty)
    for expected in cases {
      for (epoch, ranks) in expected.epochs.enumerated() {
        for (rank, indices) in ranks.enumerated() {
          var sampler = DistributedSampler(
            count: expected.count, rank: rank, size: expected.size, shuffle: expected.shuffle,
            seed: expected.seed, dropLast: expected.dropLast)
          sampler.epoch = epoch
          #expect(sampler.indices == indices)
        }
      }
    }
  }
}

@Suite struct BucketPlanTests {
  @Test(arguments: [16, 100, 1 << 20], [16, 64])
  func everyParameterIsInOneBucketThatIsNotTooFull(limit: Int, firstLimit: Int) {
    let counts = [3, 100, 1, 0, 7, 4, 4, 4, 2]
    let plan = BucketPlan(
      counts: counts, bytesPerElement: 4, limit: limit, firstLimit: firstLimit)
    // From the last to the first.
    #expect(plan.buckets.flatMap(\.self) == Array(counts.indices.reversed()))
    for (number, bucket) in plan.buckets.enumerated() where bucket.count > 1 {
      let bytes = bucket.reduce(0) { $0 + counts[$1] * 4 }
      #expect(bytes <= (number == 0 ? min(firstLimit, limit) : limit))
    }
  }
}

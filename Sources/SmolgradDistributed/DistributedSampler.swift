import Smolgrad

/// Which samples each process takes, with the indices of PyTorch's `DistributedSampler`.
///
/// All processes draw the same order, and each takes every so-manieth of it. Where the samples can't be shared out evenly, the first ones
/// are taken once more, or the last ones left out.
///
///     var sampler = DistributedSampler(count: 5, rank: 1, size: 2, shuffle: false)
///     sampler.indices  // [1, 3, 0]
///     sampler.epoch = 1
///
/// Set ``epoch`` before each epoch, so that the order is another one.
public struct DistributedSampler: Sendable {
  /// How many samples there are.
  public let count: Int
  /// The number of the process, from 0.
  public let rank: Int
  /// How many processes there are.
  public let size: Int
  /// The epoch, on which the order depends.
  public var epoch = 0
  private let shuffle: Bool
  private let seed: UInt64
  private let dropLast: Bool

  /// A sampler for one of several processes.
  ///
  /// - Parameters:
  ///   - count: How many samples there are, at least 1.
  ///   - rank: The number of the process.
  ///   - size: How many processes there are.
  ///   - shuffle: Whether the order is a random one.
  ///   - seed: What the random order begins from, the same in all processes.
  ///   - dropLast: Whether samples are left out rather than taken twice.
  public init(
    count: Int, rank: Int, size: Int, shuffle: Bool = true, seed: UInt64 = 0, dropLast: Bool = false
  ) {
    guard count > 0, (0..<size).contains(rank) else {
      fail(
        "DistributedSampler",
        "there are no samples for process \(rank) of \(size) among \(count)")
    }
    (self.count, self.rank, self.size) = (count, rank, size)
    (self.shuffle, self.seed, self.dropLast) = (shuffle, seed, dropLast)
  }

  /// How many samples each process takes in an epoch.
  public var countPerProcess: Int { dropLast ? count / size : (count + size - 1) / size }

  /// The indices of the samples that this process takes, in order.
  public var indices: [Int] {
    let order =
      shuffle
      ? Tensor.randperm(count, generator: Generator(seed: seed &+ UInt64(epoch))).integers()
      : Array(0..<count)
    return (0..<countPerProcess).map { order[(rank + $0 * size) % count] }
  }
}

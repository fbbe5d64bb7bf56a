/// Which parameters' gradients are added up together: many small messages cost more than one of their size.
///
/// Parameters are taken from the last to the first, as their gradients arrive. The first bucket is a small one, so that adding up begins
/// early.
///
///     BucketPlan(counts: [10, 20, 30], bytesPerElement: 4, limit: 200, firstLimit: 100).buckets  // [[2], [1, 0]]
public struct BucketPlan: Hashable, Sendable {
  /// The numbers of the parameters of each bucket.
  public let buckets: [[Int]]

  /// Shares parameters out among buckets; one that is too large for any has its own.
  ///
  /// - Parameters:
  ///   - counts: How many elements each parameter has.
  ///   - bytesPerElement: How many bytes an element takes.
  ///   - limit: How many bytes a bucket holds at most.
  ///   - firstLimit: How many the first one holds.
  public init(counts: [Int], bytesPerElement: Int, limit: Int, firstLimit: Int) {
    var buckets: [[Int]] = []
    var bytes = 0
    for parameter in counts.indices.reversed() {
      let size = counts[parameter] * bytesPerElement
      if buckets.isEmpty || bytes + size > (buckets.count == 1 ? min(firstLimit, limit) : limit) {
        buckets.append([])
        bytes = 0
      }
      buckets[buckets.count - 1].append(parameter)
      bytes += size
    }
    self.buckets = buckets
  }
}

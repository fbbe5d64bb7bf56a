import Smolgrad

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Points in the plane that lie on two waves, one above the other, and are to be told apart.
///
/// For x from -1.5 to 1, class 0 lies at cos 4x and class 1 at 3 + sin 2x, each with normal noise of deviation 0.2.
struct TwoWaves {
  /// The coordinates of each point.
  private var points: [[Double]] = []
  /// The class of each point, 0 or 1.
  private var labels: [Double] = []

  init(pointsPerWave count: Int, generator: Generator) {
    let noise = Tensor.randn([2 * count], deviation: 0.2, generator: generator).doubles()
    let waves: [(Double) -> Double] = [{ cos(4 * $0) }, { 3 + sin(2 * $0) }]
    for (label, height) in waves.enumerated() {
      for step in 0..<count {
        let x = -1.5 + 2.5 * Double(step) / Double(count - 1)
        points.append([x, height(x) + noise[points.count]])
        labels.append(Double(label))
      }
    }
  }

  /// Some of the points at random, as rows, and their classes, as a column.
  func batch(of size: Int, generator: Generator) -> (x: Tensor, y: Tensor) {
    let chosen = Tensor.randperm(points.count, generator: generator).integers().prefix(size)
    return (Tensor(chosen.map { points[$0] }), Tensor(chosen.map { [labels[$0]] }))
  }
}

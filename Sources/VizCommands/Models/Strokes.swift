import Smolgrad

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Pictures of one stroke each, which are to be told apart by the direction of the stroke.
///
/// Class k of n has the angle π k / n; each pixel has normal noise of deviation 0.1.
struct Strokes {
  /// The pictures, of shape (samples, 1, size, size).
  let pictures: Tensor
  /// The class of each picture.
  let labels: Tensor

  init(count: Int, size: Int, classes: Int, generator: Generator) {
    labels = .randint(0, classes, [count], generator: generator)
    let shape = [count, 1, size, size]
    var pixels = Tensor.randn(shape, deviation: 0.1, generator: generator).doubles()
    let center = Double(size - 1) / 2
    for (sample, label) in labels.integers().enumerated() {
      let angle = Double.pi * Double(label) / Double(classes)
      let (across, along) = (sin(angle), cos(angle))
      for row in 0..<size {
        for column in 0..<size {
          let distance = (Double(column) - center) * across - (center - Double(row)) * along
          let ratio = distance / (Double(size) / 8)
          pixels[(sample * size + row) * size + column] += exp(-ratio * ratio)
        }
      }
    }
    pictures = Tensor(pixels, shape: shape)
  }
}

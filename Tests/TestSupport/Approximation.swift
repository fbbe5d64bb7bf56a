extension Double {
  /// Whether two numbers agree in about eight digits.
  package func isClose(to other: Double, tolerance: Double = 1e-8) -> Bool {
    self == other || abs(self - other) <= tolerance * max(abs(self), abs(other))
  }
}

import Smolgrad

/// Stops the program if a module or an optimizer is used wrongly, with one sentence that says what would be right.
func require(_ condition: Bool, _ type: String, _ message: @autoclosure () -> String) {
  if !condition { fail(type, message()) }
}

/// Stops over a number that must not be negative, such as a learning rate.
func requireNotNegative(_ value: Double, _ name: String, _ type: String) {
  require(!(value < 0), type, "the \(name) must not be negative: \(value)")
}

/// Stops over sizes that are not positive, or too large to compute with.
func requirePositive(_ values: [Int], _ name: String, _ type: String) {
  for value in values {
    require(
      (1...1 << 40).contains(value), type,
      "\(name) must be at least 1, and no larger than memory holds, not \(value)")
  }
}

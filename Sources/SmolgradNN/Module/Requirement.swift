import Smolgrad

/// Stops the program if a module or an optimizer is used wrongly, with one sentence that says what would be right.
func require(_ condition: Bool, _ type: String, _ message: @autoclosure () -> String) {
  if !condition { fail(type, message()) }
}

import Foundation

/// The sanitizer that the tests were compiled with.
///
/// It keeps memory that was freed, and memory of its own beside each array, so tests that measure memory are skipped with it.
public enum Sanitizer {
  /// Whether there is one that changes how memory is given and taken: its runtime is part of the program.
  public static var keepsMemory: Bool {
    guard let program = dlopen(nil, RTLD_LAZY) else { return false }
    defer { dlclose(program) }
    return dlsym(program, "__asan_init") != nil || dlsym(program, "__tsan_init") != nil
  }
}

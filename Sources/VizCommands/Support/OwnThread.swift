#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A thread for one piece of work, which can end in the middle of it.
///
/// The engine stops a program whose operands do not fit, since Swift's operators can't throw. Where only the computation is to stop, it runs
/// here, and ends its thread.
enum OwnThread {
  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// Runs the body on a thread of its own, and waits until it has returned or called `end`.
  static func run(_ body: @escaping () -> Void) throws(CommandError) {
    let work = Unmanaged.passRetained(Work(body)).toOpaque()
    #if canImport(Darwin)
      var created: pthread_t?
    #else
      var created = pthread_t()
    #endif
    let code = pthread_create(&created, nil, { OwnThread.start($0) }, work)
    let thread: pthread_t? = created
    guard code == 0, let thread else {
      Unmanaged<Work>.fromOpaque(work).release()
      throw CommandError("the system refuses a thread: \(String(cString: strerror(code)))")
    }
    pthread_join(thread, nil)
  }

  /// Ends the thread that `run` made.
  ///
  /// What its functions hold is not released.
  static func end() -> Never { pthread_exit(nil) }

  private static func start(_ work: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
    return nil
  }
}

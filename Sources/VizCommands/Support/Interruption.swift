import GraphExport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What happens when somebody ends the program in the middle: at once, and with nothing half-written left behind.
enum Interruption {
  /// Prepares for Ctrl-C, for the end of the terminal and for a polite `kill`.
  ///
  /// A layout under way is in a child, which the system ends with us.
  static func prepare() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // Who ignores a signal, as `nohup` does, means it.
      let before = unsafeBitCast(signal(number, end), to: Int.self)
      if before == unsafeBitCast(SIG_IGN, to: Int.self) { signal(number, SIG_IGN) }
    }
  }

  /// Does only what a handler of signals may do, and then what the signal would have done.
  private static let end: @convention(c) (CInt) -> Void = { number in
    OutputFile.removeUnfinished()
    signal(number, SIG_DFL)
    raise(number)
  }
}

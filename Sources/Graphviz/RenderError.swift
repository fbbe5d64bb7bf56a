#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Why there is no drawing.
public enum RenderError: Error, Hashable, Sendable {
  /// No format has that name.
  case unknownFormat(String)
  /// The resolution, the width or the limit of a bitmap's size is no positive number.
  case invalidBitmapSize(BitmapSize)
  /// The DOT text holds the character U+0000, where C ends a string.
  case textHoldsNUL
  /// The DOT text can't be read; with Graphviz's message.
  case syntax(String)
  /// The engine gave up; with Graphviz's message.
  case layoutFailed(engine: LayoutEngine, String)
  /// The layout was made, but the format could not be written; with Graphviz's message.
  case renderingFailed(OutputFormat, String)
  /// A plug-in library of Graphviz is not installed.
  case missingPlugin(String)
  /// The layout took longer than allowed and was ended.
  case timedOut(Duration)
  /// The process that drew was ended by a signal; with the last line that it printed.
  case crashed(signal: Int32, String)
  /// The process that drew left without a drawing; with the last line that it printed.
  case exited(status: Int32, String)
  /// The system refused a process, a thread or memory; with `errno`.
  case system(code: Int32)
}

extension RenderError: CustomStringConvertible {
  /// One sentence for the user.
  public var description: String {
    switch self {
    case .unknownFormat(let name):
      let choices = OutputFormat.all.map(\.name).joined(separator: ", ")
      return "Graphviz writes no format '\(name)'; the choices are \(choices)."
    case .invalidBitmapSize(let size):
      return "A bitmap can't have \(size); use a number above 0."
    case .textHoldsNUL:
      return "The DOT text holds a NUL character, which Graphviz can't read."
    case .syntax(let message):
      return "Graphviz can't read the DOT text: \(message)."
    case .layoutFailed(let engine, let message):
      return "Graphviz's layout '\(engine)' failed: \(message)."
    case .renderingFailed(let format, let message):
      return "Graphviz could not write \(format): \(message)."
    case .missingPlugin(let name):
      return "Graphviz's plug-in library '\(name)' is missing; \(Self.advice(for: name))."
    case .timedOut(let limit):
      return "Graphviz's layout took longer than \(Self.seconds(limit)) and was ended."
    case .crashed(let signal, let message):
      let name = String(cString: strsignal(signal))
      return "Graphviz crashed while drawing (\(name))\(Self.tail(message))."
    case .exited(let status, let message):
      return "Graphviz left with status \(status) and no drawing\(Self.tail(message))."
    case .system(let code):
      let reason = String(cString: strerror(code))
      return "The system can't run a Graphviz layout: \(reason)."
    }
  }

  private static func tail(_ message: String) -> String {
    message.isEmpty ? "" : ": \(message)"
  }

  private static func seconds(_ duration: Duration) -> String {
    "\(Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18) s"
  }

  private static func advice(for plugin: String) -> String {
    #if os(macOS)
      return "install it with 'brew install graphviz'"
    #else
      let package = plugin == "neato_layout" ? "libgvplugin-neato-layout8" : "graphviz"
      return "on Debian, install it with 'apt-get install \(package)'"
    #endif
  }
}

public import GraphExport

/// A program with every command of `smolgrad-viz`, for models of its own.
///
/// ```swift
/// @main struct MyTool: VizTool {
///   static let models: [Model] = .builtIn + [spiral]
/// }
/// ```
public protocol VizTool {
  /// What the program is called in its messages; the name of its file, unless told otherwise.
  static var name: String { get }
  /// What `--version` prints.
  static var version: String { get }
  /// The models that can be traced, each with a name of its own.
  static var models: [Model] { get }
  /// The formats that can be written.
  static var formats: [Format] { get }
  /// The themes that can be chosen.
  static var themes: [Theme] { get }
}

extension VizTool {
  /// The name of the program's file.
  public static var name: String {
    CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "smolgrad-viz"
  }
  /// The version of smolgrad.
  public static var version: String { "smolgrad 0.1.0" }
  /// The formats that come with the library.
  public static var formats: [Format] { Format.all }
  /// The themes that come with the library.
  public static var themes: [Theme] { Theme.all }

  /// Runs the command that the program was called with, and ends the process.
  ///
  /// An error is one line on standard error. Arguments have to be UTF-8, the names of files too. The process ends with 0 if all went well, 64 if the command line was wrong, else 1.
  public static func main() {
    CommandRunner<Self>.runAndExit()
  }
}

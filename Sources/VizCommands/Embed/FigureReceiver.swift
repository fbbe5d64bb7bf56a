import GraphExport
import Synchronization

/// Takes what a command would have drawn into a file of its own, while `embed` runs the command.
final class FigureReceiver: Sendable {
  /// Who waits for the figure of the command that runs; nil where the command writes it.
  @TaskLocal static var current: FigureReceiver?

  /// A figure that is ready to be drawn, and where the command line wants it.
  struct Order: Sendable {
    var drawing: Drawing
    /// What the figure's file is called, unless the command line says so.
    var name: String
    /// The file that the command line names.
    var file: String?
    var format: Format
    var output = Drawing.Output()

    func figure() throws -> Figure { try drawing.figure(as: format, output: output) }
  }

  private let order = Mutex<Order?>(nil)
  private let failure = Mutex<(any Error)?>(nil)

  func receive(_ order: Order) { self.order.withLock { $0 = order } }

  /// Reports a computation that can't go on, and ends its thread: the engine would end the program.
  func fail(_ failure: any Error) -> Never {
    self.failure.withLock { $0 = failure }
    OwnThread.end()
  }

  /// Runs a command on a thread of its own.
  ///
  /// - Throws: what the command throws, or why its computation could not go on.
  static func order(from command: @escaping () throws -> Void) throws -> Order {
    let receiver = FigureReceiver()
    let (arguments, location) = (CommandLineArguments.current, Remarks.location)
    let files = MarkerFiles.current
    try OwnThread.run {
      do {
        try Self.$current.withValue(receiver) {
          try CommandLineArguments.$current.withValue(arguments) {
            try Remarks.$location.withValue(location) {
              try MarkerFiles.$current.withValue(files) { try command() }
            }
          }
        }
      } catch {
        receiver.failure.withLock { $0 = error }
      }
    }
    if let failure = receiver.failure.withLock({ $0 }) { throw failure }
    guard let order = receiver.order.withLock({ $0 }) else {
      throw CommandError("the command draws nothing")
    }
    return order
  }
}

/// What is said beside the figure, such as that a layout had to be simpler.
enum Remarks {
  /// Where in a document the marker is that remarks are about.
  @TaskLocal static var location: String?

  static func make(_ remark: String) {
    StandardStreams.report(location.map { "\($0): \(remark)" } ?? remark)
  }
}

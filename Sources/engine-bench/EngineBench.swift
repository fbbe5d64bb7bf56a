import Foundation
import Smolgrad

/// Prints how long the engine takes for each of the workloads, a line of JSON each: `{"name": …, "seconds": …}`.
///
/// `scripts/bench engine` runs it in turns with the peers and prints the ratios.
@main
enum EngineBench {
  static func main() {
    let wanted = Set(CommandLine.arguments.dropFirst())
    for workload in workloads where wanted.isEmpty || wanted.contains(workload.name) {
      let time = workload.measure()
      print("{\"name\": \"\(workload.name)\", \"seconds\": \(time)}")
    }
  }
}

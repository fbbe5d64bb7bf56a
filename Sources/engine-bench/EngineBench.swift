import Foundation
import Smolgrad

/// Prints how long the engine takes for each of the workloads, a line of JSON each: `{"name": …, "seconds": …}`.
///
/// `scripts/bench engine` runs it in turns with the peers and prints the ratios. With `--machine` it says which BLAS it measures, and how fast
/// the memory is. With `--mlx` before the names the arrays are those of MLX.
@main
enum EngineBench {
  static func main() {
    var arguments = CommandLine.arguments.dropFirst()
    if arguments == ["--machine"] {
      print("{\"blas\": \"\(Machine.blas)\", \"bytesPerSecond\": \(Machine.bandwidth())}")
      return
    }
    let device: Device = arguments.first == "--mlx" ? .mlx : .cpu
    if device == .mlx { arguments.removeFirst() }
    let wanted = Set(arguments)
    for workload in workloads where wanted.isEmpty || wanted.contains(workload.name) {
      let time = withDevice(device) { workload.measure() }
      print("{\"name\": \"\(workload.name)\", \"seconds\": \(time)}")
    }
  }
}

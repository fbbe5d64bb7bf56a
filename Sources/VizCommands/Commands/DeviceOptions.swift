import ArgumentParser
import Smolgrad

/// Where a computation is run.
struct DeviceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What computes: \(Self.names.joined(separator: ", ")). mlx needs a program built with MLX.",
      valueName: "device"),
    completion: .list(Self.names))
  var device = Device.cpu.rawValue

  private static var names: [String] { Device.allCases.map(\.rawValue) }

  /// The device.
  func resolved() throws(CommandError) -> Device {
    let device = try choose("device", device, among: Device.allCases, \.rawValue)
    guard device.isAvailable else {
      throw CommandError(
        "--device \(device.rawValue) needs a program built with MLX: scripts/set-up --mlx, then swift build --traits MLX",
        isUsage: true)
    }
    return device
  }
}

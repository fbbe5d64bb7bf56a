import ArgumentParser
import Smolgrad

extension Device {
  /// What the option says that chooses one.
  static var help: ArgumentHelp {
    ArgumentHelp(
      "What computes: \(names.joined(separator: ", ")). mlx needs a program built with MLX.",
      valueName: "device")
  }

  /// The words of the option.
  static var names: [String] { allCases.map(\.rawValue) }

  /// The device of that name, which must be there.
  static func named(_ name: String) throws(CommandError) -> Device {
    let device = try choose("device", name, among: allCases, \.rawValue)
    guard device.isAvailable else {
      throw CommandError(
        "--device \(device.rawValue) needs a program built with MLX: scripts/set-up --mlx, then swift build --traits MLX",
        isUsage: true)
    }
    return device
  }
}

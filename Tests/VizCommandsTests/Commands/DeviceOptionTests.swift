import Smolgrad
import TestSupport
import Testing

/// `--device`, as far as it is there without MLX.
struct DeviceOptionTests {
  @Test func theCPUIsUsual() throws {
    let usual = try Tool.run("trace", "neuron", "--format", "text", "-o", "-")
    let named = try Tool.run("trace", "neuron", "--device", "cpu", "--format", "text", "-o", "-")
    #expect(named.status == 0 && named.standardOutput == usual.standardOutput)
  }

  @Test func aDeviceThatIsNotThereHasASentence() throws {
    let unknown = try Tool.run("trace", "neuron", "--device", "mxl")
    #expect(unknown.status != 0 && unknown.standardError.contains("mlx"))
    guard !Device.mlx.isAvailable else { return }
    let missing = try Tool.run("trace", "neuron", "--device", "mlx")
    #expect(missing.status != 0)
    #expect(missing.standardError.contains("--device mlx needs a program built with MLX"))
  }
}

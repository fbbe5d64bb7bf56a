import Smolgrad
import Testing

/// Devices as far as they are there without MLX; `scripts/test --mlx` has the rest.
struct DeviceTests {
  @Test func tensorsAreOnTheCPU() {
    let x = Tensor([1, 2], device: .cpu, requiresGradient: true)
    #expect(x.device == .cpu && (x * x).device == .cpu)
    #expect(x.to(.cpu) === x)
    withDevice(.cpu) { #expect(Tensor.randn([3]).device == .cpu) }
  }

  #if !MLX
    @Test func withoutMLXASentenceSaysHowToBuildIt() async {
      #expect(!Device.mlx.isAvailable)
      let move = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { _ = Tensor([1, 2]).to(.mlx) }
      let scope = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { withDevice(.mlx) { _ = Tensor([1, 2]) } }
      let creation = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { _ = Tensor([1, 2], device: .mlx) }
      for result in [move, scope, creation] {
        let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(words.contains("this program was built without MLX; scripts/set-up --mlx"))
      }
    }
  #endif
}

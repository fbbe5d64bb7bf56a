import Foundation
import TestSupport
import Testing

@testable import Smolgrad

/// The bytes of memory that the process holds.
private func residentBytes() -> Int {
  let text = try! String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
  return Int(text.split(separator: " ")[1])! * 4096
}

@Suite struct MemoryTests {
  // In a process of its own, since other tests take memory at the same time.
  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/statm")),
    .disabled(if: Sanitizer.keepsMemory, "A sanitizer keeps what is freed for a while."))
  func aTrainingLoopDoesNotGrow() async {
    await #expect(processExitsWith: .success) {
      let w = Tensor.randn([16, 16], generator: Generator(seed: 1))
      w.requiresGradient = true
      let x = Tensor.randn([32, 16], generator: Generator(seed: 2))
      func train(steps: Int) {
        for _ in 0..<steps {
          x.linear(w).relu().square().mean().backward()
          withoutGradients { w.addInPlace(w.gradient!, scaledBy: -0.01) }
          w.zeroGradient()
        }
      }
      train(steps: 100)
      let before = residentBytes()
      train(steps: 10_000)
      guard residentBytes() - before < 2 << 20 else { exit(1) }
    }
  }

  @Test func resultsAreReleased() {
    weak var released: Tensor?
    do {
      let x = Tensor([1, 2], requiresGradient: true)
      let y = x.tanh()
      released = y
      (y * y).sum().backward()
    }
    #expect(released == nil)
  }

  @Test func viewsShareTheirElements() {
    let x = Tensor.arange(0, 12).reshape(3, 4).detached()
    let views = [
      x.T, x.reshape(2, 6), x[1], x.broadcast(to: [2, 3, 4]), x.narrow(dim: 1, start: 1, length: 2),
    ]
    for view in views { #expect(view.array.storage === x.array.storage, "\(view.shape)") }
    // No strides reach the elements of a transposed matrix one after the other.
    #expect(x.T.reshape(-1).array.storage !== x.array.storage)
    x[0, 0] = Tensor(100.0)
    #expect(x.doubles() == [100, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    #expect(views[0].doubles() == [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11])
    #expect(views[4].doubles() == [1, 2, 5, 6, 9, 10])
  }
}

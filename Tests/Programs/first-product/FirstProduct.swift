import Foundation
import GraphExport
import Smolgrad
import Synchronization

/// Draws in one thread while another multiplies matrices for the first time, which loads OpenBLAS.
///
/// A process is as often at that moment as it is started, so a test starts it many times.
@main struct FirstProduct {
  static func main() throws {
    let x = Tensor(2.0, requiresGradient: true).named("x")
    let loss = (x * x).named("loss")
    loss.backward()
    let drawing = Drawing(of: loss)
    let expected = try drawing.data(as: .svg)

    let isDone = DispatchSemaphore(value: 0)
    let differing = Atomic(0)
    let threads = [
      Thread {
        let a = Tensor.ones([600, 600])
        for _ in 0..<3 { _ = withoutGradients { a.matmul(a) } }
        isDone.signal()
      },
      Thread {
        for _ in 0..<3 where (try? drawing.data(as: .svg)) != expected {
          differing.add(1, ordering: .relaxed)
        }
        isDone.signal()
      },
    ]
    for thread in threads { thread.start() }
    for _ in threads { isDone.wait() }
    print("differing", differing.load(ordering: .relaxed))
  }
}

import Foundation
import GraphExport
import Smolgrad
import Synchronization

/// Draws many figures in a process of its own, where nothing else takes memory, and prints what that cost.
///
/// The lines are: memory after the tenth figure and after the last one in bytes, open files after each of them, and how many figures of
/// eight threads at once differ from that of a single thread.
@main struct ManyFigures {
  static func main() throws {
    let drawing = Drawing(of: computation(), title: "many")
    let expected = try drawing.data(as: .svg)

    for _ in 1..<10 { try draw(expected) }
    let early = (memory: residentBytes(), files: openFiles())
    for _ in 10..<1000 { try draw(expected) }
    print("memory", early.memory, residentBytes())
    print("files", early.files, openFiles())

    let differing = Atomic(0)
    let threads = (0..<8).map { _ in
      Thread {
        for _ in 0..<10 where (try? drawing.data(as: .svg)) != expected {
          differing.add(1, ordering: .relaxed)
        }
        isDone.signal()
      }
    }
    for thread in threads { thread.start() }
    for _ in threads { isDone.wait() }
    print("differing", differing.load(ordering: .relaxed))
  }

  private static let isDone = DispatchSemaphore(value: 0)

  /// From the computation on, so that whatever holds on to tensors is found too.
  private static func draw(_ expected: Data) throws {
    let data = try Drawing(of: computation(), title: "many").data(as: .svg)
    guard data == expected else { fatalError("a later figure differs from the first") }
  }

  private static func computation() -> Tensor {
    let x = Tensor.randn([8, 4], generator: Generator(seed: 1)).named("x")
    let weight = Tensor.randn([4, 3], generator: Generator(seed: 2)).named("weight")
    weight.requiresGradient = true
    let loss = x.matmul(weight).tanh().sum().named("loss")
    loss.backward()
    return loss
  }

  /// The memory that the process holds; 0 where the system does not say.
  private static func residentBytes() -> Int {
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return (pages.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
  }

  private static func openFiles() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
  }
}

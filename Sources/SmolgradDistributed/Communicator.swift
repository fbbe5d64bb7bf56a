#if MPI
  import CMPI
  import Foundation
  public import Smolgrad
  import Synchronization

  /// The processes that `mpirun` has started, which can exchange numbers.
  ///
  /// Each process calls the same functions in the same order. A program that was not started by `mpirun` is the only process.
  public final class Communicator: Sendable {
    /// All processes.
    public static let world = Communicator()

    /// The number of this process, from 0.
    public let rank: Int
    /// How many processes there are.
    public let size: Int

    private init() {
      smpi_begin()
      (rank, size) = (Int(smpi_rank()), Int(smpi_size()))
      if size > 1 {
        let name = "rank \(rank)"
        processName.withLock { $0 = name }
      }
    }

    /// Waits until all processes are here.
    public func barrier() { smpi_barrier() }

    /// Gives all processes the elements that a tensor has in one of them; its shape and type must be the same in all.
    public func broadcast(_ tensor: Tensor, from root: Int = 0) {
      guard size > 1 else { return }
      var bytes = tensor.withBytes { Array($0) }
      bytes.withUnsafeMutableBytes { smpi_broadcast($0.baseAddress, Int64($0.count), Int32(root)) }
      guard rank != root else { return }
      let received = bytes.withUnsafeBytes {
        Tensor(bytes: $0, shape: tensor.shape, dtype: tensor.dtype)
      }
      tensor.assign(received)
    }

    /// The sum of a number over all processes.
    public func sum(_ number: Double) -> Double {
      let memory = UnsafeMutablePointer<Double>.allocate(capacity: 1)
      defer { memory.deallocate() }
      memory.pointee = number
      PendingSum(memory, count: 1).wait()
      return memory.pointee
    }

    /// The sum of a tensor over all processes, element by element; its shape and type must be the same in all.
    public func sum(of tensor: Tensor) -> Tensor {
      let bucket = GradientBucket([0], of: [tensor])
      bucket.take(tensor, of: 0)
      bucket.begin()
      bucket.finish()
      return bucket.mean(of: 0, like: tensor, over: 1)!
    }

    /// A text of each process, in the order of their numbers.
    func gather(_ text: String) -> [String] {
      let bytes = Array(text.utf8)
      let counts = gather([Int64(bytes.count)])
      let most = Int(counts.max() ?? 0)
      let padded = bytes + [UInt8](repeating: 0, count: most - bytes.count)
      let all = gather(padded)
      return counts.indices.map { rank in
        String(decoding: all[rank * most..<rank * most + Int(counts[rank])], as: UTF8.self)
      }
    }

    private func gather<Element>(_ elements: [Element]) -> [Element] {
      guard !elements.isEmpty else { return [] }
      return elements.withUnsafeBytes { mine in
        [Element](unsafeUninitializedCapacity: elements.count * size) { all, count in
          smpi_gather(mine.baseAddress, Int32(mine.count), all.baseAddress)
          count = elements.count * size
        }
      }
    }

    /// Ends all processes with one sentence.
    ///
    /// Each calls it; the first of them speaks.
    func stop(_ message: String) -> Never {
      if rank == 0 {
        FileHandle.standardError.write(Data("\(message)\n".utf8))
        smpi_abort()
      }
      barrier()
      exit(1)
    }
  }

  /// A sum over all processes that is under way.
  struct PendingSum {
    private let sum: OpaquePointer

    /// Begins to add up numbers in place; the memory must not be touched until it is done.
    init(_ numbers: UnsafeMutablePointer<Double>, count: Int) {
      sum = smpi_begin_sum(numbers, Int32(count), true)
    }

    init(_ numbers: UnsafeMutablePointer<Float>, count: Int) {
      sum = smpi_begin_sum(numbers, Int32(count), false)
    }

    /// Whether it is done, after which it must not be asked again; moves all sums on.
    var isDone: Bool { smpi_finish_sum(sum) }

    /// Waits until it is done.
    ///
    /// The processor is left to others meanwhile: there may be more processes than cores.
    func wait() {
      var tries = 0
      while !isDone {
        tries += 1
        if tries < 1000 { sched_yield() } else { usleep(50) }
      }
    }
  }
#endif

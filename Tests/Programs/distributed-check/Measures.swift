#if MPI
  import Foundation
  import Smolgrad
  import SmolgradDistributed
  import SmolgradNN

  private func seconds(_ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let duration = clock.measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  /// Times of a step of a network with a square matrix in each of its eight layers: alone, with sums beside the backward pass, and behind it.
  ///
  /// Each line is `name seconds`, of the slowest process; `bytes` is what each adds up.
  func step(parameters width: Int, samples: Int) {
    let data = Tensor.randn([samples, width], generator: Generator(seed: UInt64(world.rank)))
    func network() -> Sequential {
      Sequential((0..<8).flatMap { _ -> [Module] in [Linear(width, width), Tanh()] })
    }
    func time(_ model: Module) -> Double {
      let optimizer = SGD(model.parameters(), learningRate: 0.01)
      let times = (0..<12).map { _ -> Double in
        world.barrier()
        return seconds {
          optimizer.zeroGradients()
          model(data).square().mean().backward()
          optimizer.step()
        }
      }
      // The fastest: the others tell what else runs on the machine.
      let mine = times.dropFirst(2).min()!
      return (0..<world.size).map { world.sum(world.rank == $0 ? mine : 0) }.max()!
    }
    let alone = network()
    let bytes = alone.parameterCount * 4
    let results = [
      ("alone", time(alone)),
      ("overlapping", time(DistributedDataParallel(network(), bucketBytes: 1 << 20))),
      (
        "after",
        time(DistributedDataParallel(network(), bucketBytes: 1 << 20, overlapping: false))
      ),
    ]
    if world.rank == 0 {
      print("bytes \(bytes)")
      for (name, time) in results { print("\(name) \(time)") }
    }
  }

  /// Times of sums over all processes of more and more bytes: `bytes seconds`.
  func messages() {
    for power in stride(from: 3, through: 24, by: 3) {
      let count = 1 << power
      let tensor = Tensor.ones([count / 4 + 1])
      let times = (0..<(power < 20 ? 200 : 20)).map { _ -> Double in
        world.barrier()
        return seconds { _ = world.sum(of: tensor) }
      }
      let mine = times.dropFirst(2).min()!
      let slowest = (0..<world.size).map { world.sum(world.rank == $0 ? mine : 0) }.max()!
      if world.rank == 0 { print("\(tensor.count * 4) \(slowest)") }
    }
  }
#endif

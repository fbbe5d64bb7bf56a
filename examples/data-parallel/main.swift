import Smolgrad
import SmolgradDistributed
import SmolgradNN

// Trains a small network with several processes: swift build --traits MPI, then mpirun -n 4 .build/debug/data-parallel.

#if MPI
  let world = Communicator.world

  // Two rings of points. All processes draw the same ones, and each trains on its share.
  let points = Generator(seed: 1)
  let angle = Tensor.rand([64, 1], generator: points) * (2 * Double.pi)
  let isOuter = Tensor.randint(0, 2, [64, 1], generator: points).cast(to: .float32)
  let x = Tensor.cat([angle.cos(), angle.sin()], dim: 1) * (isOuter + 1)

  // Each begins with weights of its own, and gets those of the first.
  let generator = Generator(seed: UInt64(world.rank))
  let model = DistributedDataParallel(
    Sequential(Linear(2, 16, generator: generator), Tanh(), Linear(16, 1, generator: generator)))
  let optimizer = SGD(model.parameters(), learningRate: 0.5)
  let loss = BCEWithLogitsLoss()
  var sampler = DistributedSampler(count: 64, rank: world.rank, size: world.size)

  for epoch in 0..<200 {
    sampler.epoch = epoch
    let samples = Tensor(integers: sampler.indices)
    optimizer.zeroGradients()
    let value = loss(
      model(x.indexSelect(dim: 0, index: samples)), isOuter.indexSelect(dim: 0, index: samples))
    value.backward()
    optimizer.step()
    let mean = world.sum(value.item()) / Double(world.size)
    if epoch % 50 == 0, world.rank == 0 { print("epoch \(epoch): loss \(Float(mean))") }
  }
  let right = ((model(x) .> 0).cast(to: .float32) .== isOuter).cast(to: .float32).mean().item()
  if world.rank == 0 {
    print("\(world.size) processes: \(Int((right * 100).rounded())) % are right")
  }
#else
  print("this program needs the package's trait MPI: swift build --traits MPI")
#endif

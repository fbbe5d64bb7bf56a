import ArgumentParser
import Smolgrad

#if MPI
  import SmolgradDistributed
#endif

/// One computation by several processes.
struct RankOptions: ParsableArguments {
  @Flag(
    help:
      "Of several processes that mpirun has started, each runs the model with its part of every input and draws what it computed; -o names the files, as in -o rank-%d.json. The gradients are averaged."
  )
  var ranks = false

  /// Which of the processes this is; nil for one that runs alone.
  func resolved() throws(CommandError) -> Rank? {
    guard ranks else { return nil }
    #if MPI
      let rank = Rank(number: Communicator.world.rank, count: Communicator.world.size)
      guard rank.count > 1 else {
        throw CommandError(
          "--ranks is for several processes, and this one is alone; start them by mpirun, as in mpirun -n 4 \(CommandLine.arguments[0]) …",
          isUsage: true)
      }
      return rank
    #else
      throw CommandError(
        "--ranks needs a program with the trait MPI: swift build --traits MPI", isUsage: true)
    #endif
  }
}

/// One of several processes.
struct Rank {
  /// From 0.
  var number: Int
  var count: Int

  /// The file of this process.
  ///
  /// - Parameter pattern: what `-o` says.
  func file(_ pattern: String?) throws(CommandError) -> String {
    guard FigureReceiver.current == nil else {
      throw CommandError(
        "--ranks draws a figure for each process, and a marker has one", isUsage: true)
    }
    guard let files = pattern.flatMap(NumberedFiles.init) else {
      throw CommandError(
        "--ranks writes a file for each process; name them with a number, as in -o rank-%d.json",
        isUsage: true)
    }
    return files.name(number)
  }

  /// The same run with this process's part of each input.
  func sharing(_ trace: @escaping () throws -> Tensor) -> () throws -> Tensor {
    { try RankShare(self).run(trace) }
  }
}

import Smolgrad

#if MPI
  import SmolgradDistributed
#endif

/// One of several processes.
struct Rank {
  /// From 0.
  var number: Int
  var count: Int

  /// Which of the processes that mpirun has started this is.
  static var current: Rank {
    get throws(CommandError) {
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

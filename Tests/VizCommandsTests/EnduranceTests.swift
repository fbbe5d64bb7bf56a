import Foundation
import TestSupport
import Testing

#if os(Linux)
  import Glibc

  /// Figures by the thousand, and programs that are ended in the middle.
  @Suite(.slow) struct EnduranceTests {
    @Test func aThousandFiguresTakeNoMoreMemoryThanTen() throws {
      let output = try run(Tool.folder.appending(path: "many-figures").path, [])
      #expect(output.status == 0, "\(output.standardError)")
      let lines = output.text.split(separator: "\n").map { $0.split(separator: " ") }
      var numbers: [String: [Int]] = [:]
      for line in lines { numbers[String(line[0])] = line.dropFirst().compactMap { Int($0) } }
      let memory = try #require(numbers["memory"])
      #expect(memory[0] > 1_000_000 && memory[1] - memory[0] <= 20_000_000, "\(memory)")
      let files = try #require(numbers["files"])
      #expect(files[0] > 0 && files[1] == files[0], "\(files)")
      #expect(numbers["differing"] == [0])
    }

    /// A process that is forked at the wrong moment would wait for ever for a lock of the thread that loads OpenBLAS.
    @Test(.timeLimit(.minutes(10))) func drawsWhileOpenBLASIsLoaded() throws {
      for _ in 0..<20 {
        let output = try run(Tool.folder.appending(path: "first-product").path, [])
        #expect(output.status == 0, "\(output.standardError)")
        #expect(output.text == "differing 0\n")
      }
    }

    /// What a killed program leaves is removed by the next one; what another program has made is not.
    @Test func removesWhatKilledProgramsLeave() throws {
      let folder = try TemporaryFolder()
      // No process has a number as high as this one.
      let abandoned = ".smolgrad-2000000000-0"
      let others = [
        ".smolgrad-2000000000", ".smolgrad-2000000000-x", ".smolgrad-\(getpid())-0",
        "smolgrad-2000000000-0",
      ]
      for name in others + [abandoned] { try Data("a".utf8).write(to: folder.file(name)) }
      try FileManager.default.createSymbolicLink(
        atPath: folder.file(".smolgrad-2000000001-0").path, withDestinationPath: "nowhere")
      #expect(try Tool.run("trace", "neuron", "-o", "figure.svg", in: folder).status == 0)
      #expect(
        try Set(folder.names()) == Set(others + [".smolgrad-2000000001-0", "figure.svg"]))
    }

    /// At a hundred moments from the start to the end: the old file or the new one, whole; no process is left, and no other file.
    ///
    /// A program that was ended in a way that it can't notice leaves that to the next one.
    @Test(arguments: [SIGKILL, SIGINT, SIGTERM]) func isEndedAtAnyMoment(signal: Int32) throws {
      let clock = ContinuousClock()
      let folder = try TemporaryFolder()
      let figure = folder.file("figure.svg")
      var complete = Data()
      // The shortest of several: what else the machine does meets some of them.
      let time = try (0..<3).map { _ in
        try clock.measure {
          #expect(try Tool.run("trace", "mlp", "-o", figure.path, in: folder).status == 0)
          complete = try Data(contentsOf: figure)
        }
      }.min()!
      let old = Data("old".utf8)
      var (killed, finished) = (0, 0)
      for moment in 0..<34 {
        try old.write(to: figure)
        let process = Process()
        // Who runs the tests may ignore signals, which those that it starts then do too.
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["--default-signal", Tool.path, "trace", "mlp", "-o", figure.path]
        process.currentDirectoryURL = folder.url
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The golden ratio spreads the moments evenly, in no order.
        let share = (Double(moment) * 0.618_034).truncatingRemainder(dividingBy: 1)
        usleep(UInt32(max(0, time / .microseconds(1)) * share * 1.1))
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        if process.terminationReason == .uncaughtSignal { killed += 1 } else { finished += 1 }

        let now = try Data(contentsOf: figure)
        #expect(now == old || now == complete, "\(now.count) bytes after \(share)")
        #expect(process.terminationReason == .uncaughtSignal || now == complete)
        var others = try folder.names().filter { $0 != "figure.svg" }
        if signal == SIGKILL && !others.isEmpty {
          #expect(try Tool.run("trace", "neuron", "-o", figure.path, in: folder).status == 0)
          others = try folder.names().filter { $0 != "figure.svg" }
        }
        #expect(others.isEmpty, "\(others) after \(share)")
        #expect(isLeft(in: folder) == false, "a process is left after \(share)")
      }
      #expect(killed > 10, "only \(killed) of \(killed + finished) were ended")
    }

    /// Whether a process still works in a folder, some time after those who started it have gone.
    private func isLeft(in folder: TemporaryFolder) -> Bool {
      let path = folder.url.resolvingSymlinksInPath().path
      for _ in 0..<200 {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let isBusy = processes.contains { process in
          guard process.first?.isNumber == true else { return false }
          let place = try? FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/\(process)/cwd")
          return place == path
        }
        guard isBusy else { return false }
        usleep(10_000)
      }
      return true
    }
  }
#endif

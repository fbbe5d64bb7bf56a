import Foundation
import GraphExport
import TensorFiles

/// Reads a file once, and prints how many seconds that took: `file-bench READER FILE`.
///
/// `scripts/bench files` calls it. Foundation's reader of JSON stands beside ours of snapshots, which checks more: that every node and
/// edge is what a snapshot says.
@main
enum FileBench {
  private static let readers: [String: @Sendable (URL) throws -> Void] = [
    "snapshot": { _ = try GraphSnapshot(contentsOf: $0) },
    "foundation-json": { _ = try JSONSerialization.jsonObject(with: Data(contentsOf: $0)) },
    "npy": { _ = try InputFile.read($0.path, NPY.tensor) },
    "safetensors": { file in
      _ = try InputFile.read(file.path) { (data) throws(TensorFileError) in
        try SafeTensors(data: data)
      }
    },
  ]

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count == 2, let read = readers[arguments[0]] else {
      print("usage: file-bench \(readers.keys.sorted().joined(separator: "|")) FILE")
      exit(EX_USAGE)
    }
    let file = URL(filePath: arguments[1])
    let time = try ContinuousClock().measure { try read(file) }
    print(time / .seconds(1))
  }
}

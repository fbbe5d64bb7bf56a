#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Files that are either old and whole or new and whole.
enum OutputFile {
  /// Finds out what would stand in the way before any work is done.
  static func check(_ path: String) throws(DrawingError) {
    let files = FileManager.default
    var isFolder: Bool = false
    guard !exists(path, isFolder: &isFolder) else {
      if isFolder { throw .unwritable(path, reason: "it is a folder; name a file") }
      return
    }
    let folder = folder(of: path)
    guard exists(folder, isFolder: &isFolder) else {
      throw .unwritable(path, reason: "there is no folder '\(folder)'; make it first")
    }
    guard isFolder else { throw .unwritable(path, reason: "'\(folder)' is not a folder") }
    guard files.isWritableFile(atPath: folder) else {
      throw .unwritable(path, reason: "the folder '\(folder)' is not writable")
    }
  }

  /// Replaces the file at once, or leaves it as it is.
  static func write(_ data: Data, to path: String) throws(DrawingError) {
    // What is no ordinary file, such as /dev/stdout or a pipe, can't be replaced, only written to.
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let type = attributes?[.type] as? FileAttributeType
    let isReplaceable = type == nil || type == .typeRegular || type == .typeSymbolicLink
    do {
      try data.write(to: URL(filePath: path), options: isReplaceable ? .atomic : [])
    } catch {
      throw .unwritable(path, reason: reason(of: error))
    }
  }

  private static func reason(of error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileWriteOutOfSpace: "the disk is full"
    case .fileWriteNoPermission: "no permission"
    case .fileWriteVolumeReadOnly: "the volume is read-only"
    case .fileWriteInvalidFileName, .fileReadInvalidFileName: "no file can have this name"
    default: "\(error)"
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func exists(_ path: String, isFolder: inout Bool) -> Bool {
    FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
  }
}

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A drawing in one format: what belongs into the file, and what its reader should be told.
public struct Figure: Hashable, Sendable {
  /// The bytes of the file.
  public var data: Data
  /// What is not as it was asked for, a sentence each, such as a bitmap that had to be reduced.
  public var remarks: [String]

  /// Makes a figure.
  public init(data: Data, remarks: [String] = []) {
    self.data = data
    self.remarks = remarks
  }
}

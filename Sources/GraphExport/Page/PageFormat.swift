#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Format {
  /// A page to explore: one file with the views of a computation, its numbers, and a script that needs no network.
  public static let html = Format(
    name: "html", fileExtensions: ["html", "htm"],
    summary: "a page to explore, in one file that needs no network"
  ) { drawing, output in
    let page = try Page(of: drawing, output)
    return Figure(data: Data(try page.html().utf8), remarks: page.remarks)
  }
}

import GraphExport

extension DrawingOptions {
  /// Writes worksheets on pages, or several of them.
  func drawWorksheets(
    _ request: WorksheetRequest, _ destination: Destination?, _ progress: ProgressLine?,
    _ compute: () throws -> Drawing
  ) throws {
    guard let destination else {
      throw CommandError(
        "a marker draws one figure; leave --variants, --heading and --paper out", isUsage: true)
    }
    let files = try VariantFiles(
      destination, heading: request.heading, paper: request.paper, count: request.variants ?? 1)
    var sheets: [(drawing: Drawing, worksheet: Worksheet)]
    if let count = request.variants {
      sheets = try VariantSearch(count: count, seed: request.seed, request: request)
        .worksheets(compute)
    } else {
      let drawing = try compute()
      sheets = [(drawing, try request.sheet(of: drawing, count: request.count))]
    }
    let drawings = { (isKey: Bool) in
      sheets.map { request.figure(of: $0.worksheet, like: $0.drawing, isKey: isKey) }
    }
    try files.write(drawings(false), areKeys: false) { progress?.show($0) }
    if request.isKey { try files.write(drawings(true), areKeys: true) { progress?.show($0) } }
    progress?.end()
  }
}

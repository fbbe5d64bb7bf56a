@testable import GraphExport
import TestSupport
import Testing

@Suite struct ThumbnailTests {
  @Test func keepsASmallMatrixAsItIs() {
    let thumbnail = Thumbnail(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])
    #expect(thumbnail.rows == 2)
    #expect(thumbnail.columns == 3)
    #expect(thumbnail.cells == [1, 2, 3, 4, 5, 6])
    #expect(!thumbnail.isPooled)
  }

  @Test func drawsAVectorAsAStrip() {
    let thumbnail = Thumbnail(shape: [4], values: [1, 2, 3, 4])
    #expect(thumbnail.rows == 1)
    #expect(thumbnail.columns == 4)
  }

  @Test func laysSlicesOutInAGridWithGaps() {
    let thumbnail = Thumbnail(shape: [3, 1, 2], values: [1, 2, 3, 4, 5, 6])
    #expect(thumbnail.rows == 3)
    #expect(thumbnail.columns == 5)
    #expect(
      thumbnail.cells == [
        1, 2, nil, 3, 4,
        nil, nil, nil, nil, nil,
        5, 6, nil, nil, nil,
      ])
  }

  /// Against the definition: the cell at (r, c) stands for all elements (i, j) with r = i·R/h and c = j·C/w, rounded down.
  @Test(arguments: [[140, 7], [64, 65], [1000], [1, 100], [100, 137]])
  func poolsByTheLargestMagnitude(shape: [Int]) {
    let (height, width) = shape.count == 1 ? (1, shape[0]) : (shape[0], shape[1])
    var random = SplitMix(seed: 7)
    let values = (0..<height * width).map { _ in random.unit() * 2 - 1 }
    let thumbnail = Thumbnail(shape: shape, values: values)
    #expect(thumbnail.isPooled)
    #expect(thumbnail.rows == min(height, 64))
    #expect(thumbnail.columns == min(width, 64))
    var largest = [Double?](repeating: nil, count: thumbnail.rows * thumbnail.columns)
    for (element, value) in values.enumerated() {
      let row = element / width * thumbnail.rows / height
      let column = element % width * thumbnail.columns / width
      let cell = row * thumbnail.columns + column
      largest[cell] = largest[cell].map { abs($0) < abs(value) ? value : $0 } ?? value
    }
    #expect(thumbnail.cells == largest)
  }

  /// The largest of each block of a mask is 1, so that its mean is shown: again against the definition.
  @Test(arguments: [[160, 7], [3, 150, 20], [160, 137]])
  func averagesWhereTheLargestSaysNothing(shape: [Int]) throws {
    var random = SplitMix(seed: 3)
    let count = shape.reduce(1, *)
    let mask = (0..<count).map { number in
      number.isMultiple(of: 2) || random.unit() < 0.2 ? 1.0 : 0
    }
    let thumbnail = Thumbnail(shape: shape, values: mask)
    guard thumbnail.pooling == .mean else {
      #expect(thumbnail.pooling == .largest && thumbnail.cells.contains(0))
      return
    }
    let cells = thumbnail.cells.compactMap(\.self)
    #expect(cells.allSatisfy { $0 >= 0 && $0 <= 1 } && Set(cells).count > 1)
    if shape.count == 2 {
      let block = (0..<count).filter {
        $0 / shape[1] * thumbnail.rows / shape[0] == 1
          && $0 % shape[1] * thumbnail.columns / shape[1] == 2
      }
      let expected = block.reduce(0) { $0 + mask[$1] } / Double(block.count)
      #expect(abs(cells[thumbnail.columns + 2] - expected) < 1e-12)
    }
    let summary = ArraySummary(shape: shape, values: mask)
    #expect(summary.thumbnail == thumbnail)
  }

  @Test func keepsTheLargestOfWhatIsNoMask() {
    let outlier = (0..<10_000).map { $0 == 77 ? 5.0 : 1.0 }
    #expect(Thumbnail(shape: [100, 100], values: outlier).pooling == .largest)
    let signed = (0..<10_000).map { $0.isMultiple(of: 2) ? 1.0 : -1.0 }
    #expect(Thumbnail(shape: [100, 100], values: signed).pooling == .largest)
    #expect(Thumbnail(shape: [4, 4], values: [Double](repeating: 1, count: 16)).pooling == .none)
  }

  @Test func keepsANaNOfAnyBlock() {
    var values = [Double](repeating: 1e30, count: 10_000)
    values[4321] = .nan
    let thumbnail = Thumbnail(shape: [100, 100], values: values)
    #expect(thumbnail.cells.count { $0!.isNaN } == 1)
  }

  /// Slices that find room keep each of their elements.
  @Test(arguments: [[16, 1, 28, 28], [4, 64, 64], [50, 2, 3], [2, 2, 2, 2, 2], [9, 8, 3, 3]])
  func keepsTheElementsOfSlices(shape: [Int]) {
    let count = shape.reduce(1, *)
    let thumbnail = Thumbnail(shape: shape, values: (0..<count).map { Double($0) })
    #expect(!thumbnail.isPooled)
    #expect(thumbnail.rows <= 131 && thumbnail.columns <= 131)
    // Slice by slice, each row by row.
    let (height, width) = (shape[shape.count - 2], shape[shape.count - 1])
    let slices = count / (height * width)
    let across = (thumbnail.columns + 1) / (width + 1)
    #expect(across == Int(Double(slices).squareRoot().rounded(.up)))
    var expected = [Double?](repeating: nil, count: thumbnail.rows * thumbnail.columns)
    for element in 0..<count {
      let (slice, offset) = element.quotientAndRemainder(dividingBy: height * width)
      let row = slice / across * (height + 1) + offset / width
      let column = slice % across * (width + 1) + offset % width
      expected[row * thumbnail.columns + column] = Double(element)
    }
    #expect(thumbnail.cells == expected)
  }

  /// What is pooled twice shows what is pooled once, where blocks are blocks of blocks.
  @Test func poolsAPictureAsItsElements() {
    var random = SplitMix(seed: 5)
    let values = (0..<128 * 256).map { _ in random.unit() * 2 - 1 }
    let large = Thumbnail(shape: [128, 256], values: values)
    let small = large.pooled(to: 16)
    #expect(small.rows == 16 && small.columns == 16 && small.pooling == .largest)
    var strongest = [Double?](repeating: 0, count: 256)
    for (index, value) in values.enumerated() {
      let block = index / 256 / 8 * 16 + index % 256 / 16
      if abs(value) > abs(strongest[block]!) { strongest[block] = value }
    }
    #expect(small.cells == strongest)
    #expect(large.pooled(to: 64) == large)
    // Slices are joined where there are too many of them.
    let stack = Thumbnail(shape: [25, 9, 9], values: (0..<2025).map { Double($0) })
    let joined = stack.pooled(to: 16)
    #expect(joined.rows <= 16 && joined.columns <= 16 && joined.cells.contains(2024))
  }

  /// A picture with 64 cells a side beside one of the same elements with 32, as the recorder for PyTorch makes them.
  @Test(arguments: [[140, 70], [1000], [7, 300], [40, 64, 64], [1, 40, 100]])
  func comparesPicturesOfDifferentSizes(shape: [Int]) throws {
    var random = SplitMix(seed: 9)
    let values = (0..<shape.reduce(1, *)).map { _ in random.unit() * 2 - 1 }
    let fine = Thumbnail(shape: shape, values: values)
    let small = ThumbnailLayout(shape: shape, side: 32, stackSide: 32)
    let coarse = ArraySurvey(small, values).thumbnail
    let isDivided =
      fine.layout.tiles == coarse.layout.tiles
      && fine.layout.tileRows.isMultiple(of: coarse.layout.tileRows)
      && fine.layout.tileColumns.isMultiple(of: coarse.layout.tileColumns)
    let (first, second) = try #require(
      isDivided ? Thumbnail.alike(fine, coarse) : (coarse, coarse), "\(shape)")
    #expect(first == coarse && second == coarse)
    #expect((Thumbnail.alike(coarse, fine) != nil) == isDivided)
    #expect(isDivided || shape == [40, 64, 64] || shape == [1, 40, 100])
    let other = Thumbnail(shape: [values.count + 1], values: values + [0])
    #expect(Thumbnail.alike(fine, other) == nil)
  }

  @Test func neverPassesSixtyFourCellsASide() {
    for shape in [[2000, 20, 3], [640, 3, 7, 7], [170, 17, 17], [3, 1000, 1], [3, 1, 1 << 40]] {
      let layout = ThumbnailLayout(shape: shape)
      #expect(layout.rows <= 64 && layout.columns <= 64, "\(shape)")
    }
    for shape in [[2000, 20, 3], [640, 3, 7, 7], [170, 17, 17], [3, 1000, 1]] {
      let count = shape.reduce(1, *)
      let thumbnail = Thumbnail(shape: shape, values: (0..<count).map { Double($0) })
      #expect(thumbnail.cells.count == thumbnail.rows * thumbnail.columns)
      #expect(
        thumbnail.cells.contains(Double(count - 1)), "the largest element of \(shape) is lost")
    }
  }

  @Test func isEmptyForAnEmptyTensor() {
    #expect(Thumbnail(shape: [0, 3], values: []).cells.isEmpty)
  }
}

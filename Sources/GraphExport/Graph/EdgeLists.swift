/// Numbers grouped by a key from 0 on, each group in the order of the numbers.
struct EdgeLists {
  private let starts: [Int32]
  private let numbers: [Int32]

  /// Groups the numbers from 0 on by their keys; those with a negative key are left out.
  init(by keys: [Int32], count: Int) {
    var starts = [Int32](repeating: 0, count: count + 1)
    for key in keys where key >= 0 { starts[Int(key) + 1] += 1 }
    for key in 0..<count { starts[key + 1] += starts[key] }
    var next = starts
    var numbers = [Int32](repeating: 0, count: Int(starts[count]))
    for (number, key) in keys.enumerated() where key >= 0 {
      numbers[Int(next[Int(key)])] = Int32(number)
      next[Int(key)] += 1
    }
    self.starts = starts
    self.numbers = numbers
  }

  subscript(key: Int) -> ArraySlice<Int32> { numbers[Int(starts[key])..<Int(starts[key + 1])] }
}

/// Is told when the elements of a leaf change in place, as long as it is among the leaf's observers.
package protocol ChangeObserver: AnyObject {
  /// The elements of a leaf are about to change.
  ///
  /// - Parameters:
  ///   - leaf: the tensor with the elements as they are; `detached()` keeps them.
  ///   - inChunks: whether they change chunk by chunk, in row-major order.
  /// - Returns: whether it wants to be told of the chunks.
  func willChange(_ leaf: Tensor, inChunks: Bool) -> Bool

  /// A chunk of the elements has changed.
  func hasChanged(from old: ElementChunk, to new: ElementChunk)
}

extension Tensor {
  /// How many elements change at once: few enough that the processor's caches hold what they were.
  private static let chunkSize = 2048

  /// Has an observer told of each change from now on.
  package func addObserver(_ observer: any ChangeObserver) {
    observers.append(observer)
  }

  /// Has an observer told of no further change.
  package func removeObserver(_ observer: any ChangeObserver) {
    observers.removeAll { $0 === observer }
  }

  /// Says that the elements are about to change as a whole, and stops the program where a hook must not do that.
  func willChange(_ operation: String) {
    HookCall.checkChange(of: self, operation)
    for observer in observers { _ = observer.willChange(self, inChunks: false) }
  }

  /// Changes the elements of a leaf in place, chunk by chunk in row-major order; what shared them before keeps its own copy.
  ///
  /// - Parameters:
  ///   - type: `Float` for float32 and `Double` for float64.
  ///   - change: gets the positions of a chunk and its elements, which it changes.
  package func changeElements<T: BitwiseCopyable>(
    _ type: T.Type, _ change: (Range<Int>, UnsafeMutableBufferPointer<T>) -> Void
  ) {
    HookCall.checkChange(of: self, "update")
    let watching = observers.filter { $0.willChange(self, inChunks: true) }
    let elements = ownElements(type)
    guard let start = elements.baseAddress else { return }
    // Vectors are read the fastest from whole lines of the cache.
    withUnsafeTemporaryAllocation(
      byteCount: watching.isEmpty ? 0 : Self.chunkSize * MemoryLayout<T>.stride, alignment: 64
    ) {
      for done in stride(from: 0, to: count, by: Self.chunkSize) {
        let size = min(Self.chunkSize, count - done)
        let chunk = UnsafeMutableBufferPointer(start: start + done, count: size)
        if !watching.isEmpty { $0.copyMemory(from: UnsafeRawBufferPointer(chunk)) }
        change(done..<done + size, chunk)
        for observer in watching {
          observer.hasChanged(
            from: ElementChunk($0.baseAddress, type, size),
            to: ElementChunk(start + done, type, size))
        }
      }
    }
  }
}

extension ElementChunk {
  /// The elements of a leaf whose type was checked.
  fileprivate init<T>(_ start: UnsafeRawPointer?, _ type: T.Type, _ count: Int) {
    self =
      type == Float.self
      ? .single(.init(start: start?.assumingMemoryBound(to: Float.self), count: count))
      : .double(.init(start: start?.assumingMemoryBound(to: Double.self), count: count))
  }
}

extension GraphSnapshot {
  /// The snapshot with pictures of at most so many cells a side.
  func withPictures(ofAtMost side: Int) -> GraphSnapshot {
    var snapshot = self
    for index in snapshot.nodes.indices {
      guard case .tensor(var tensor) = snapshot.nodes[index].content else { continue }
      tensor.value = tensor.value.withPicture(ofAtMost: side)
      if case .computed(let gradient) = tensor.gradient {
        tensor.gradient = .computed(gradient.withPicture(ofAtMost: side))
      }
      for number in tensor.gradientChanges.indices {
        tensor.gradientChanges[number].before = tensor.gradientChanges[number].before
          .withPicture(ofAtMost: side)
      }
      snapshot.nodes[index].content = .tensor(tensor)
    }
    for index in snapshot.edges.indices {
      guard let value = snapshot.edges[index].contribution?.value else { continue }
      snapshot.edges[index].contribution?.value = value.withPicture(ofAtMost: side)
    }
    return snapshot
  }
}

extension ArraySummary {
  fileprivate func withPicture(ofAtMost side: Int) -> ArraySummary {
    guard case .many(let many) = contents else { return self }
    return ArraySummary(
      shape: many.shape, isSinglePrecision: isSinglePrecision,
      thumbnail: many.thumbnail.pooled(to: side), statistics: many.statistics,
      nonFinite: many.nonFinite)
  }
}

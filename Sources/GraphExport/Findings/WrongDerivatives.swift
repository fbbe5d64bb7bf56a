extension DiagnosedGraph {
  /// The operations whose derivative was checked, and is wrong.
  var wrongDerivatives: [Finding] {
    (0..<count).compactMap { position in
      guard let check = operation(position)?.check, check.verdict == .wrong else { return nil }
      return finding(
        .wrongDerivative, .error, at: position, .backward, rule: check.text,
        "The derivative of \(words(for: position)) is wrong: \(check.text). Correct the rule of this operation; what comes after it on the way back is wrong by it alone."
      )
    }
  }
}

extension DerivativeCheck {
  /// Both slopes in words.
  fileprivate var text: String {
    "rule \(NumberText.rough(rule)), quotient \(NumberText.rough(quotient)), relative error \(NumberText.rough(relativeError))"
  }
}

extension GraphSnapshot {
  /// What came out where derivatives were checked, as words on cards; those that are wrong are findings.
  package var checkMarks: [Diagram.Mark] {
    nodes.compactMap { node in
      guard let check = node.operation?.check else { return nil }
      let words: String
      switch check.verdict {
      case .right:
        words = "rule \(NumberText.rough(check.rule)), quotient \(NumberText.rough(check.quotient))"
      case .wrong: return nil
      case .kink: words = "a kink"
      case .unknown: words = "no quotient"
      }
      return Diagram.Mark(node: node.id, words: words, isOrigin: false)
    }
  }
}

package import Testing

/// Expects that a value is described as the documentation says.
package func expect(
  _ value: some Any, is text: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect("\(value)" == text, sourceLocation: sourceLocation)
}

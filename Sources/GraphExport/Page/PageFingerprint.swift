extension PageScript {
  /// What browsers compare the scripts with; `scripts/page-fingerprint` writes this file.
  enum Fingerprints {
    static let withInputs = "sha256-w/jrMs0ySB4EB28xC7mtwdfb+T7d4oEspcO+zUIkMMo="
    static let withoutInputs = "sha256-JkFVeIwSxqyohLqN1zTOvVuwH3QvH0AQCKdY67JYPzg="
  }
}

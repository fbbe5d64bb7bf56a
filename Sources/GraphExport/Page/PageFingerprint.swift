extension PageScript {
  /// The SHA-256 of the script in Base64, by which a browser knows that it is ours.
  ///
  /// `scripts/page-fingerprint` writes this file.
  static let fingerprint = "sha256-b3ofVMFr8yZvrUPy7u/7D8wY2cuxhUim2Tx0Ptv+yo4="
}

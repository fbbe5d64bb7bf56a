extension PageScript {
  /// The SHA-256 of the script in Base64, by which a browser knows that it is ours. `scripts/page-fingerprint` writes this file.
  static let fingerprint = "sha256-8rBAFD9N8vXf0P5WlhQj5Qci09hI5NBSbkCeUPBroJA="
}

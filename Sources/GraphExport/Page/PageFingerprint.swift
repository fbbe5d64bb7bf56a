extension PageScript {
  /// The SHA-256 of the script in Base64, by which a browser knows that it is ours.
  ///
  /// `scripts/page-fingerprint` writes this file.
  static let fingerprint = "sha256-oxLRIaC8St2C12XjyazzUmrPhBJUcjP3pwB0LO/Mf/I="
}

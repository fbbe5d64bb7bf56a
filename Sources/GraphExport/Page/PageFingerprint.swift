extension PageScript {
  /// The SHA-256 of the script in Base64, by which a browser knows that it is ours.
  ///
  /// `scripts/page-fingerprint` writes this file.
  static let fingerprint = "sha256-POx0W/ajThME80fKe4psxeFZk+LWywcJFwYQcR9SDyI="
}

extension PageScript {
  /// The SHA-256 of the script in Base64, by which a browser knows that it is ours.
  ///
  /// `scripts/page-fingerprint` writes this file.
  static let fingerprint = "sha256-MMp87aHlUmyshxb8o1waGtoxS0Zf4JAiuZue3EP9Vhc="
}

extension PageScript {
  /// The SHA-256 of the script in Base64, by which a browser knows that it is ours.
  ///
  /// `scripts/page-fingerprint` writes this file.
  static let fingerprint = "sha256-pPt+EnzFk5iZj5aRY+fp24iRufcnomQ9T95W8QVYLT0="
}

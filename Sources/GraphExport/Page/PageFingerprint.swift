extension PageScript {
  /// The SHA-256 of the script in Base64, by which a browser knows that it is ours.
  ///
  /// `scripts/page-fingerprint` writes this file.
  static let fingerprint = "sha256-/SJIiMgsekFzKFBAj5a2LdcfXU+XYI09/EwDDJ7G1w8="
}

extension PageScript {
  /// What browsers compare the scripts with; `scripts/page-fingerprint` writes this file.
  enum Fingerprints {
    static let withInputs = "sha256-aCdkYB6UrBtaBRy0ltVvRW715qeaY1G7aDr7BSpyQGs="
    static let withoutInputs = "sha256-lbtEpkEMHUkYzgXRertLRiXasXuoV6P3O5RuDlTVsns="
  }
}

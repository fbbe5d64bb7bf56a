extension PageScript {
  /// What browsers compare the scripts with; `scripts/page-fingerprint` writes this file.
  enum Fingerprints {
    static let withInputs = "sha256-dzgoSlWS3Oc25R7xUjGHELvlmLDz/awhq9SzVIe/Rxo="
    static let withoutInputs = "sha256-OxtBb9wf3NT7aZ4iM8/+ddxrHuQuJL+BoCsE4K8dq9k="
  }
}

extension PageScript {
  /// What browsers compare the scripts with; `scripts/page-fingerprint` writes this file.
  enum Fingerprints {
    static let withInputs = "sha256-gYWxVHxMGzVmPDU6I5XvtIV1ksPReHxjkV3PVrP0vRM="
    static let withoutInputs = "sha256-lACeZ6qcJAD+rHExtazYBnCFohJuJ1vSP521E51qdg8="
  }
}

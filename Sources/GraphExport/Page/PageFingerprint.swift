extension PageScript {
  /// What browsers compare the scripts with; `scripts/page-fingerprint` writes this file.
  enum Fingerprints {
    static let withInputs = "sha256-+uY8PSkcYTN8wy9AseEgSswU8kQbDVBob+SNJl/yny0="
    static let withoutInputs = "sha256-Hp9QcFU8lVMDzZRgbfSSDAZ1JvMTmshSaojBPvyff6E="
  }
}

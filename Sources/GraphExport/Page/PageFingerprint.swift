extension PageScript {
  /// What browsers compare the scripts with; `scripts/page-fingerprint` writes this file.
  enum Fingerprints {
    static let withInputs = "sha256-1xQP8Hwy2SZKRYdfg+bKBmq/GML2lR3I+bkgAo/DTPY="
    static let withoutInputs = "sha256-cOKe5gO5fnIkUIijTG7zr/SZPEG4MAQR20Myw/lT2uQ="
  }
}

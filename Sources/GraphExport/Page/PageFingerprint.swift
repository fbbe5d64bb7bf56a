extension PageScript {
  /// What browsers compare the scripts with; `scripts/page-fingerprint` writes this file.
  enum Fingerprints {
    static let withInputs = "sha256-RFwgDJHAsXrXdcrVyaO/gTcOJO5sykEQwNKfWGZSedw="
    static let withoutInputs = "sha256-whDXSbbOoQ7KbJZopl2cOCXBAcI1Eo8DYjzKeFQw2OU="
  }
}

extension PageScript {
  /// What browsers compare the scripts with; `scripts/page-fingerprint` writes this file.
  enum Fingerprints {
    static let withInputs = "sha256-4ESVxpmq3f2Iq/RdlgdPVmXHkN+EKo9Pdk6tFCRJtsA="
    static let withoutInputs = "sha256-yO4JGrwTgOTrl1aoodphRBslSDNZFK92G3QRySASVK0="
  }
}

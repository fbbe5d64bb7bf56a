extension PageScript {
  /// What browsers compare the scripts with; `scripts/page-fingerprint` writes this file.
  enum Fingerprints {
    static let unpack = "sha256-KoU1zD6PWP+n72KymGFCmSexpkORKSIVd3ur1deVS18="
    static let withInputs = "sha256-C9Qg4J4DVLpZUkGVCCDZGLom553JXA4ZsPwDn1mAaJk="
    static let withoutInputs = "sha256-BPycF1aDlxKhOp/6kumuVFQx66kce6sLye0wWmZkGj8="
  }
}

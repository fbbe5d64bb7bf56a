extension PageScript {
  /// What browsers compare the scripts with; `scripts/page-fingerprint` writes this file.
  enum Fingerprints {
    static let unpack = "sha256-KoU1zD6PWP+n72KymGFCmSexpkORKSIVd3ur1deVS18="
    static let withInputs = "sha256-LVY1Aikk54WRoHJBctels1L1uzLCS6VIxqswroIL8ZA="
    static let withoutInputs = "sha256-IUVJff/5RSRx7lyUtmLVx+ZvodXnR2JbPcCEeT3WBVU="
  }
}

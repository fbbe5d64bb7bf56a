extension PageScript {
  /// What browsers compare the scripts with; `scripts/page-fingerprint` writes this file.
  enum Fingerprints {
    static let withInputs = "sha256-oa2iRH0BBDJmZAlYGRWZM7Higd/w2X25vsTQUeMF1LU="
    static let withoutInputs = "sha256-YY1d8wG+96eDi3OaMpwNzzjanjYk6OTnJ7OjXvOEvdA="
  }
}

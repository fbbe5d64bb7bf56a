extension PageScript {
  /// What browsers compare the scripts with; `scripts/page-fingerprint` writes this file.
  enum Fingerprints {
    static let withInputs = "sha256-3n6A9W3jaaMNgDGYqcrNPNoHdoDZKXC1G2zJGSel6wI="
    static let withoutInputs = "sha256-OrY/MN/foUyLxZIdlZa+6lxBY93mrMKnXN8zG/TNJCo="
  }
}

extension PageScript {
  /// What browsers compare the scripts with; `scripts/page-fingerprint` writes this file.
  enum Fingerprints {
    static let withInputs = "sha256-RqI1F31Wkn5XW5vEREuF7lI/llcJt9VIosHBN/wlXvo="
    static let withoutInputs = "sha256-hL0O1IurdZjRUtsWd9ErGYQqV9hlHc8PphMHs/P9D8U="
  }
}

extension PageScript {
  /// What browsers compare the scripts with; `scripts/page-fingerprint` writes this file.
  enum Fingerprints {
    static let withInputs = "sha256-FXdrR9k4xo7XMN/WVZRviZuOaB2okFZFgGxLfJb/lKg="
    static let withoutInputs = "sha256-q+MUjMZOb9WSA/H49pYixkfgw9oYoe9ruKt/kQmRn9s="
  }
}

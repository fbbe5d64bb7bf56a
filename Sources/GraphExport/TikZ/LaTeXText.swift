/// Text in LaTeX's language: nothing of it is a command.
enum LaTeXText {
  /// The text as LaTeX prints it, with any of its engines.
  static func text(_ text: String) -> String {
    let scalars = Array(Quoting.clean(text).unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      if scalar == "-", scalars.indices.contains(index + 1),
        ("0"..."9").contains(scalars[index + 1])
      {
        result += "$-$"
      } else if let command = commands[scalar] {
        result += command
      } else if scalar.isASCII || (0xc0...0x17f).contains(scalar.value) && scalar.value != 0x149 {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\sgchar{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }
    return result
  }

  private static let commands: [Unicode.Scalar: String] = {
    var commands: [Unicode.Scalar: String] = [
      "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#",
      "%": "\\%", "_": "\\_", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}",
      "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}", "\"": "''",
      "\u{a0}": "~", "…": "\\ldots{}", "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``",
      "”": "''",
    ]
    let symbols: [Unicode.Scalar: String] = [
      "∇": "\\nabla", "∂": "\\partial", "·": "\\cdot", "×": "\\times", "÷": "\\div", "−": "-",
      "±": "\\pm", "‖": "\\|", "√": "\\surd", "Σ": "\\Sigma", "σ": "\\sigma", "φ": "\\varphi",
      "Φ": "\\Phi", "π": "\\pi", "Δ": "\\Delta", "α": "\\alpha", "β": "\\beta", "γ": "\\gamma",
      "δ": "\\delta", "ε": "\\varepsilon", "θ": "\\theta", "λ": "\\lambda", "μ": "\\mu",
      "µ": "\\mu", "ρ": "\\rho", "τ": "\\tau", "ω": "\\omega", "→": "\\rightarrow",
      "←": "\\leftarrow", "≤": "\\le", "≥": "\\ge", "≠": "\\ne", "≈": "\\approx",
      "∞": "\\infty", "½": "\\frac12", "²": "^2", "³": "^3", "ᵀ": "^T", "₁": "_1", "₂": "_2",
      "∑": "\\sum", "∈": "\\in", "°": "^\\circ", "¹": "^1", "⁻": "^-", "▸": "\\triangleright",
    ]
    for (scalar, command) in symbols { commands[scalar] = "$\(command)$" }
    return commands
  }()
}

import Smolgrad

// How a number follows from others.
extension NumberRules {
  /// A rule: the numbers that it takes, and how it is written.
  struct Rule: Hashable {
    var needs: [Location]
    /// The left side of its equation, which of a contribution is the gradient that it is added to.
    var left: Location
    /// Whether it is one of several contributions.
    var isAddend = false
    /// The right side.
    var form: Form
    /// How many operations it takes.
    var steps = 1

    /// What is added up, if it is a sum that is not divided; none of others.
    var terms: [Term] {
      if case .terms(let terms, divisor: 1) = form { terms } else { [] }
    }
  }

  /// What is on the right side of a rule.
  enum Form: Hashable {
    /// The sum of these, divided by a number.
    case terms([Term], divisor: Int)
    /// What operations deliver.
    case deliveries([Int])
  }

  /// A formula and what stands for its placeholders.
  struct Term: Hashable {
    var template: String
    var inputs: [Location]
    var output: Location?
    var gradient: Location?

    /// Whether it is a number itself, or that with the other sign.
    var isCopy: Bool { ["{g}", "{a}", "-{g}", "-{a}"].contains(template) }

    /// The numbers that it takes.
    var needs: [Location] {
      var needs: [Location] = []
      _ = Formula(template).filled { placeholder in
        switch placeholder {
        case .gradient: needs += [gradient].compactMap(\.self)
        case .output: needs += [output].compactMap(\.self)
        case .input(let index) where inputs.indices.contains(index): needs.append(inputs[index])
        case .input, .attribute: break
        }
        return ""
      }
      // A formula with cases may speak of operands that it does not name.
      if template.contains("where") { needs += inputs }
      return needs.unique
    }
  }
}

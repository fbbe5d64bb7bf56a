extension Diagram {
  /// What a figure says where it has no arrows: a line for each tensor, with the operation that made it.
  struct Listing {
    /// The name of the figure.
    var title: String?
    /// How much the computation is, and what of it is not listed.
    var caption: String?
    /// The groups that lines lie in; a parent stands before its children.
    var groups: [Group]
    /// The lines in topological order.
    var lines: [Line]

    /// A tensor, an operation without a single result, a part or a cut end.
    struct Line {
      /// The group that it lies in.
      var group: Int?
      /// What it is called.
      var name: String
      /// Whether it is a cut end, named in passing.
      var isStub = false
      /// How it was made.
      var origin: Origin
      /// Its shape and type.
      var shape = ""
      /// Its numbers of the forward pass.
      var value = ""
      /// Its numbers of the backward pass, or why there are none.
      var gradient = ""
      /// What the words on the gradient are about.
      var gradientStyle = TextStyle.detail
      /// What it costs.
      var cost = ""
      /// Where in the program the operation stands.
      var source = ""
      /// How the gradient arises.
      var explanations: [String] = []
    }

    /// How something was made.
    enum Origin {
      /// In words.
      case words(String)
      /// By an operation of some inputs, with its attributes.
      case call(String, inputs: [String], attributes: [String])
    }
  }
}

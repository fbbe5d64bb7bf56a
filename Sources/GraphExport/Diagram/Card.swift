extension Diagram {
  /// A thing with text and pictures on it.
  public struct Card: Hashable, Sendable {
    /// A number that no other card has.
    public var id: Int
    /// The group that the card lies in.
    public var group: Int?
    /// What kind of thing it is.
    public var style: CardStyle
    /// The lines of the card from top to bottom.
    public var rows: [Row]
    /// What a reader sees who points at the card.
    public var tooltip: String
    /// What a reader hears who can't see the card: `mul, value 6, gradient 1, from a and b`.
    public var description: String
    /// How strongly the card is tinted by what it costs, from 0 for not at all to 1.
    public var tint = 0.0
    /// How wide it is at least, in points, so that it reaches arrows that lead to where it is wider; 0 for as wide as what is on it.
    public var leastWidth = 0
    /// The frames of a film in which it is at work.
    public var frames: [Int] = []
  }

  /// The kinds of card.
  public enum CardStyle: String, Hashable, Sendable, CaseIterable {
    /// A tensor of the kind of its `TensorNode.Role`, as far as it has no case of its own.
    case input, parameter, buffer, constant, result
    /// The tensor that the figure leads to.
    case root
    /// A tensor of the forward pass that the backward pass uses.
    case forward
    /// A result of the backward pass.
    case gradient
    /// A tensor that is drawn elsewhere.
    case reference
    /// An operation that has a mathematical sign.
    case sign
    /// An operation that has a name.
    case operation
    /// An operation that could not go on.
    case failure
    /// An operation at which something begins to be wrong.
    case origin
    /// A module that is drawn as one.
    case module
    /// Operations or tensors that are drawn as one.
    case segment = "run"
    /// The end of an edge that was cut.
    case stub
    /// The title of a frame of a sheet.
    case title
    /// What only the second of two computations has, and what only the first has.
    case added, removed
  }

  /// One line of a card.
  public enum Row: Hashable, Sendable {
    /// Words from left to right, close together.
    case heading([Item])
    /// Things from left to right over the whole width.
    case line([Item])
    /// What was, what is and what was added, from left to right without lines between them.
    case comparison([Item])
    /// Some things at the left edge, others at the right one.
    case ends([Item], [Item])
    /// Something about the value on the left, about the gradient on the right.
    case pair(Item, Item)
  }

  /// The smallest part of a card.
  public enum Item: Hashable, Sendable {
    /// Words in one style.
    case text(String, TextStyle)
    /// Words on a tint of their own.
    case pill(String, TextStyle)
    /// A grid of colored cells.
    case picture(Thumbnail, Quantity)
    /// A box to fill in, or that is filled in on a key.
    case blank(Blank, Quantity)
    /// The numbers of a small tensor.
    case numbers(NumberTable, Quantity)
    /// A bar that shows how many elements are negative, zero, positive or no number.
    case shares([Share])
    /// A bar on the figure's scale of gradients: full to the first number, pale to the second; both from 0 to 1.
    case gauge(low: Double, high: Double)
    /// A bar on the figure's scale of costs: full for the forward pass, and pale behind that for the backward pass; both from 0 to 1.
    case cost(forward: Double, backward: Double)
    /// In a film, what is seen from which frame on, in their order; the last of them is what the whole figure shows.
    case faces([Face])
  }

  /// A part of a whole.
  public struct Share: Hashable, Sendable {
    /// What it is made of.
    public var kind: ShareKind
    /// How much of the whole it is, from 0 to 1.
    public var fraction: Double

    /// Makes a share.
    public init(kind: ShareKind, fraction: Double) {
      self.kind = kind
      self.fraction = fraction
    }
  }

  /// What the elements of an array can be, apart from their size.
  public enum ShareKind: Hashable, Sendable, CaseIterable {
    /// A finite number by its sign.
    case negative, zero, positive
    /// NaN or an infinity.
    case nonFinite
  }

  /// What words are about.
  public enum TextStyle: Hashable, Sendable, CaseIterable {
    /// The name of a card, by its style.
    case inputName, parameterName, bufferName, constantName, resultName, rootName, gradientName
    /// What is said in passing, such as a shape.
    case detail
    /// A number of the forward pass.
    case value
    /// A number of the backward pass, by its sign.
    case positiveGradient, negativeGradient
    /// A number of the forward or the backward pass that is NaN or infinite.
    case nonFiniteValue, nonFiniteGradient
    /// Why a gradient is not there.
    case status
    /// What an operation is called, or its sign.
    case operation
    /// A measure of many numbers.
    case valueStatistic, gradientStatistic
    /// What something costs.
    case cost
    /// How a gradient is computed.
    case formula
    /// The name of a part of the graph, or of what was cut off.
    case moduleName, stubName
    /// The shape of what leaves a part of the graph.
    case shape
    /// How often something is repeated.
    case repetition
    /// Something that a reader must not miss.
    case warning
  }
}

extension Diagram.Row {
  /// All things on the line, from left to right.
  public var items: [Diagram.Item] {
    switch self {
    case .heading(let items), .line(let items), .comparison(let items): items
    case .pair(let left, let right): [left, right]
    case .ends(let left, let right): left + right
    }
  }
}

/// What a figure says, before anybody decides how it looks: cards, arrows and groups, with styles that name a meaning.
public struct Diagram: Hashable, Sendable {
  /// The line above the figure.
  public var title: String?
  /// The line below the figure.
  public var caption: String?
  /// Which way the computation runs.
  public var direction: Direction
  /// The groups; a parent stands before its children.
  public var groups: [Group]
  /// The cards in reading order.
  public var cards: [Card]
  /// The arrows between cards.
  public var arrows: [Arrow]
  /// What the encodings of this figure mean.
  public var legend: [LegendEntry]

  /// The ways a computation can run over the page.
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    /// From left to right.
    case right
    /// From top to bottom.
    case down
  }

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
  }

  /// The kinds of card.
  public enum CardStyle: Hashable, Sendable, CaseIterable {
    case input, parameter, buffer, constant, result, root
    /// An operation that has a mathematical sign.
    case sign
    /// An operation that has a name.
    case operation
  }

  /// One line of a card.
  public enum Row: Hashable, Sendable {
    /// Words from left to right, close together.
    case heading([Item])
    /// Things from left to right over the whole width.
    case line([Item])
    /// Something about the value on the left, about the gradient on the right.
    case pair(Item, Item)
  }

  /// The smallest part of a card.
  public enum Item: Hashable, Sendable {
    /// Words in one style.
    case text(String, TextStyle)
    /// Words on a tint of their own.
    case pill(String, TextStyle)
    /// A grid of coloured cells.
    case picture(Thumbnail, Quantity)
  }

  /// The two things that numbers are about; they never share a colour.
  public enum Quantity: Hashable, Sendable, CaseIterable {
    case value, gradient
  }

  /// What words are about.
  public enum TextStyle: Hashable, Sendable, CaseIterable {
    case inputName, parameterName, bufferName, constantName, resultName, rootName
    case detail, value, positiveGradient, negativeGradient, status, operation
    case valueStatistic, gradientStatistic
  }

  /// A step from one card to another.
  public struct Arrow: Hashable, Sendable {
    /// The card that the arrow leaves.
    public var from: Int
    /// The card that it enters.
    public var to: Int
    /// What a reader sees who points at the arrow.
    public var tooltip: String
  }

  /// Cards that belong to one call of a module.
  public struct Group: Hashable, Sendable {
    /// A number that no other group has.
    public var id: Int
    /// The group around this one.
    public var parent: Int?
    /// The type of the module.
    public var type: String
    /// Where the module stands, and how large it is.
    public var detail: String
  }

  /// An encoding and what it means.
  public struct LegendEntry: Hashable, Sendable {
    /// An example of the encoding.
    public var sample: Sample
    /// Its meaning.
    public var meaning: String

    /// The kinds of example.
    public enum Sample: Hashable, Sendable {
      case card(CardStyle)
      case item(Item)
    }
  }
}

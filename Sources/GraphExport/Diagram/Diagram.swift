/// What a figure says, before anybody decides how it looks: cards, arrows and groups, with styles that name a meaning.
public struct Diagram: Hashable, Sendable {
  /// The name of the figure.
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

  /// How the figure is played, if its parts appear one after the other.
  public var playback: Playback?

  /// In a figure of both passes, the cards that stand beside each other.
  var pairs: [Pair] = []

  /// A card of the forward pass, and the one of the backward pass that belongs to it.
  struct Pair: Hashable {
    var first: Int
    var second: Int
  }

  /// The ways a computation can run over the page.
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    /// From left to right.
    case right
    /// From top to bottom.
    case down
  }

  /// What numbers are about; no two of them share a color.
  public enum Quantity: String, Hashable, Sendable, CaseIterable {
    /// What the forward pass computed.
    case value
    /// What the backward pass computed.
    case gradient
    /// What was added from one run to another.
    case difference
  }

  /// A step from one card to another.
  public struct Arrow: Hashable, Sendable {
    /// The card that the arrow leaves.
    public var from: Int
    /// The card that it enters.
    public var to: Int
    /// What it carries.
    public var style: ArrowStyle
    /// What stands beside it.
    public var label: String?
    /// The box that stands there in place of a number; the label then says it in letters.
    public var blank: Blank?
    /// How strong it is among those of its kind, from 0 to 1.
    public var strength: Double?
    /// What a reader sees who points at the arrow.
    public var tooltip: String
    /// Whether the number beside it is NaN or infinite.
    public var isNonFinite = false
    /// The frame of a film from which on it is there; nil for all.
    public var since: Int?
  }

  /// The kinds of arrow.
  public enum ArrowStyle: String, Hashable, Sendable, CaseIterable {
    /// A value on its way into or out of an operation.
    case value
    /// What an operation adds to an argument's gradient.
    case positiveGradient, negativeGradient
    /// A tensor of the forward pass that the backward pass uses.
    case tie
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
    /// How many modules or calls it stands for, in words, if it is more than one.
    public var repetition: String?
  }

  /// An encoding and what it means.
  public struct LegendEntry: Hashable, Sendable {
    /// An example of the encoding.
    public var sample: Sample
    /// Its meaning.
    public var meaning: String

    /// The kinds of example.
    public enum Sample: Hashable, Sendable {
      /// The outline of a card.
      case card(CardStyle)
      /// Something that stands on cards.
      case item(Item)
      /// The edge of a card whose module has no box.
      case edge
    }
  }
}

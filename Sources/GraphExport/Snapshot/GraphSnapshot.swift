/// A recorded computation as a plain value: what the tensors held at the moment of the capture.
///
/// Nodes are in topological order (what a node is computed from stands before it), edges in the order of
/// their target and then of its arguments. A tensor node and the operation that computed it are two nodes,
/// joined by an edge; `a * a` has two edges from `a`. Nothing in a snapshot refers to a live tensor, so it can be
/// sent to another thread, compared, stored as JSON and drawn later.
public struct GraphSnapshot: Hashable, Sendable {
  /// What the computation is called, such as `neuron`.
  public var title: String?
  /// The module calls that nodes belong to; a parent stands before its children.
  public var scopes: [Scope]
  /// Tensors and operations in topological order.
  public var nodes: [Node]
  /// The arrows of the forward pass.
  public var edges: [Edge]
  /// What a view was asked to hide, and what is not connected to anything drawn; no node stands for it.
  public var hidden: NodeCounts?
  /// What the whole computation takes, drawn or not; nil where nobody measured or counted it.
  public var cost: NodeCost?
  /// The seconds of a whole step, in which operations were not measured one by one: the median of the fastest of several runs.
  public var stepTime: Double?
  /// What the steps of the training run were like that the computation is a step of; nil where nobody recorded them.
  public var training: TrainingHistory?

  /// Makes a snapshot of its parts.
  public init(title: String? = nil, scopes: [Scope] = [], nodes: [Node], edges: [Edge]) {
    self.title = title
    self.scopes = scopes
    self.nodes = nodes
    self.edges = edges
  }
}

extension GraphSnapshot {
  /// Whether it holds a backward pass beside the forward pass.
  var hasBothPasses: Bool { nodes.contains { $0.pass == .backward } }

  /// A tensor or an operation, or what a view draws instead of many.
  public struct Node: Hashable, Sendable, Identifiable {
    /// A number that stays the same in every view of one snapshot.
    public var id: Int
    /// A name that no other node of the snapshot has, made from structure: `w1`, `fc1.weight`, `mul_2`.
    public var name: String
    /// The `id` of the module call that the node belongs to.
    public var scope: Int?
    /// What the node is.
    public var content: Content
    /// Where one node stands for several: how many they are, and where they differ.
    public var repeats: Repeats?
    /// What the node takes, or what all that it stands for takes; nil where nobody measured or counted it.
    public var cost: NodeCost? {
      get { extras.cost }
      set { extras.cost = newValue }
    }
    /// The pass that the node belongs to; `backward` in a snapshot of both passes alone.
    public var pass: Pass {
      get { extras.pass }
      set { extras.pass = newValue }
    }
    /// In a snapshot of both passes, the `id` of the tensor whose gradient this one is, or of the operation whose derivative this one applies,
    /// alone or as the last step.
    public var counterpart: Int? {
      get { extras.counterpart }
      set { extras.counterpart = newValue }
    }
    private var storedExtras: StoredExtras?

    /// The passes of a computation.
    public enum Pass: String, Hashable, Sendable, CaseIterable {
      /// From the inputs to the output.
      case forward
      /// From the output's gradient to those of the inputs.
      case backward
    }

    private struct Extras: Hashable {
      var cost: NodeCost?
      var pass = Pass.forward
      var counterpart: Int?
    }

    /// Few snapshots have these, so a node has room for a pointer to them alone.
    private indirect enum StoredExtras: Hashable {
      case extras(Extras)
    }

    private var extras: Extras {
      get {
        if case .extras(let extras) = storedExtras { extras } else { Extras() }
      }
      set { storedExtras = newValue == Extras() ? nil : .extras(newValue) }
    }

    /// Makes a node.
    public init(
      id: Int, name: String, scope: Int? = nil, content: Content, repeats: Repeats? = nil
    ) {
      self.id = id
      self.name = name
      self.scope = scope
      self.content = content
      self.repeats = repeats
    }

    /// The tensor, if the node is one.
    public var tensor: TensorNode? {
      if case .tensor(let tensor) = content { tensor } else { nil }
    }

    /// The operation, if the node is one.
    public var operation: OperationNode? {
      if case .operation(let operation) = content { operation } else { nil }
    }

    /// The reference, if the node is one.
    public var reference: ReferenceNode? {
      if case .reference(let reference) = content { reference } else { nil }
    }

    /// The part of the graph that is drawn as one, if the node is one.
    public var module: ModuleNode? {
      if case .module(let module) = content { module } else { nil }
    }

    /// The end of a cut edge, if the node is one.
    public var stub: StubNode? {
      if case .stub(let stub) = content { stub } else { nil }
    }
  }

  /// The kinds of node.
  ///
  /// Their descriptions lie elsewhere in memory, so that a long list of nodes takes little of it.
  public indirect enum Content: Hashable, Sendable {
    /// A value that was given or computed.
    case tensor(TensorNode)
    /// A step of the computation.
    case operation(OperationNode)
    /// One use of a tensor whose own node stands elsewhere.
    case reference(ReferenceNode)
    /// A part of the graph that is drawn as one.
    case module(ModuleNode)
    /// The end of an edge that was cut.
    case stub(StubNode)
  }

  /// An argument of an operation (tensor to operation) or its result (operation to tensor).
  public struct Edge: Hashable, Sendable {
    /// The `id` of the node that the edge leaves.
    public var from: Int
    /// The `id` of the node that it enters.
    public var to: Int
    /// Which argument or result it is, from 0.
    public var position: Int
    /// What the operation delivered to this argument in the backward pass, if the capture was asked for it.
    public var contribution: Contribution?
    /// How many tensors it carries, if it stands for several edges between what is drawn as one.
    public var tensors: Int?
    /// How many bytes the operation keeps of the argument for the backward pass, and no operation before it keeps; nil where nobody counted them.
    public var saved: Int?

    /// Makes an edge.
    public init(
      from: Int, to: Int, position: Int, contribution: Contribution? = nil, tensors: Int? = nil,
      saved: Int? = nil
    ) {
      self.from = from
      self.to = to
      self.position = position
      self.contribution = contribution
      self.tensors = tensors
      self.saved = saved
    }
  }

  /// One call of a module.
  public struct Scope: Hashable, Sendable, Identifiable {
    /// A number that stays the same in every view of one snapshot.
    public var id: Int
    /// The `id` of the call inside which this one was made.
    public var parent: Int?
    /// The type of the module, such as `Linear`.
    public var type: String
    /// The property path of the module, such as `layers.0`; empty for the outermost one.
    public var path: String
    /// Which call of the same module this is, from 1.
    public var call: Int
    /// How many scalars the parameters hold that were used in this call and the calls inside it.
    public var parameterCount: Int
    /// What the module was told when it was made, such as `kernel 3×3`, as far as that is not the usual, in order.
    public var attributes: [OperationNode.Attribute]
    /// The calls that are drawn as one, if this one stands for more than itself.
    public var repetition: Repetition?

    /// Makes a scope.
    public init(
      id: Int, parent: Int? = nil, type: String, path: String, call: Int = 1,
      parameterCount: Int = 0, attributes: [OperationNode.Attribute] = [],
      repetition: Repetition? = nil
    ) {
      self.id = id
      self.parent = parent
      self.type = type
      self.path = path
      self.call = call
      self.parameterCount = parameterCount
      self.attributes = attributes
      self.repetition = repetition
    }
  }
}

extension GraphSnapshot {
  /// How much the whole computation is, drawn or not: what nodes stand for, and what is hidden.
  public var counts: NodeCounts { nodes.reduce(into: hidden ?? NodeCounts()) { $0 += $1.counts } }
  /// How many tensors the computation has.
  public var tensorCount: Int { counts.tensors }
  /// How many operations the computation has.
  public var operationCount: Int { counts.operations }
  /// How many scalars the parameters hold.
  public var parameterCount: Int { counts.parameters }
}

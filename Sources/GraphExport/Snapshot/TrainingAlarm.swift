/// What goes wrong in a training run: a layer that is dead, or numbers that explode.
public struct TrainingAlarm: Hashable, Sendable {
  /// What goes wrong.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Its gradient is zero in every step from one on, in three or more of them.
    case dead
    /// Its norm or that of its gradient is not finite, or above one and a thousand times what it was at first; or a step changes it by ten
    /// times its norm.
    case exploding
  }

  /// What goes wrong.
  public var kind: Kind
  /// The parameter, or the module all of whose parameters are dead; nil for the loss.
  public var name: String?
  /// The step in which it begins, from 1.
  public var step: Int

  /// `fc1: dead from step 7 on`, `the loss: explodes in step 4`.
  public var words: String { "\(name ?? "the loss"): \(event)" }

  /// The same without the name.
  var event: String {
    switch kind {
    case .dead: "dead from step \(step) on"
    case .exploding: "explodes in step \(step)"
    }
  }
}

extension TrainingHistory {
  /// What goes wrong: what explodes first, then what is dead.
  public var alarms: [TrainingAlarm] {
    var exploding = parameters.compactMap { series in
      Self.firstExplosion(series).map {
        TrainingAlarm(kind: .exploding, name: series.name, step: $0 + 1)
      }
    }
    if let step = Self.firstExplosion(losses) {
      exploding.append(TrainingAlarm(kind: .exploding, name: nil, step: step + 1))
    }
    // The first of several is the cause; a sort by both keeps the order of those of one step.
    let steps = exploding.map(\.step)
    let order = exploding.indices.sorted { (steps[$0], $0) < (steps[$1], $1) }
    return order.map { exploding[$0] } + deadModules
  }

  /// What goes wrong with a parameter, or with several together.
  func alarms(of series: Series) -> [TrainingAlarm] {
    [(TrainingAlarm.Kind.exploding, Self.firstExplosion(series)), (.dead, Self.firstDead(series))]
      .compactMap { kind, step in
        step.map { TrainingAlarm(kind: kind, name: series.name, step: $0 + 1) }
      }
  }

  /// The dead parameters; of a layer all of whose parameters are dead, the layer.
  private var deadModules: [TrainingAlarm] {
    var alarms: [TrainingAlarm] = []
    for series in parameters {
      guard let own = Self.firstDead(series) else { continue }
      let owner = series.name.lastIndex(of: ".").map { String(series.name[..<$0]) }
      let siblings = owner.map { owner in
        parameters.filter {
          $0.name.hasPrefix(owner + ".") && !$0.name.dropFirst(owner.count + 1).contains(".")
        }
      }
      let steps = (siblings ?? []).map(Self.firstDead)
      let alarm: TrainingAlarm
      if let owner, steps.allSatisfy({ $0 != nil }), let last = steps.compactMap(\.self).max() {
        alarm = TrainingAlarm(kind: .dead, name: owner, step: last + 1)
      } else {
        alarm = TrainingAlarm(kind: .dead, name: series.name, step: own + 1)
      }
      if !alarms.contains(alarm) { alarms.append(alarm) }
    }
    return alarms
  }

  /// The first step of those up to the last whose gradients are zero.
  private static func firstDead(_ series: Series) -> Int? {
    let count = series.gradientNorms.reversed().prefix { $0 == 0 }.count
    return count >= 3 ? series.gradientNorms.count - count : nil
  }

  private static func firstExplosion(_ series: Series) -> Int? {
    [
      firstExplosion(series.valueNorms), firstExplosion(series.gradientNorms.map { $0 ?? 0 }),
      series.updateRatios.firstIndex { $0.map { !($0 < 10) } ?? false },
    ].compactMap(\.self).min()
  }

  private static func firstExplosion(_ numbers: [Double]) -> Int? {
    let first = numbers.first { $0 != 0 }.map { abs($0) } ?? 0
    return numbers.firstIndex { !$0.isFinite || (abs($0) > 1 && abs($0) > 1000 * first) }
  }
}

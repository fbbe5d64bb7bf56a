import Smolgrad

/// A parameter that a program trains, and what was found of it in the step that runs.
///
/// An optimizer of `SmolgradNN` hands over each chunk of the elements as it was and as it is, while the processor's caches hold both. That
/// says how far a parameter has gone if it changes once in a step. What else changes it says so before, and the elements are kept until the
/// step ends. So they are in the first step, which tells whether one change is all.
final class RecordedParameter: ChangeObserver {
  let tensor: Tensor
  /// The norm of the elements when they were last looked at.
  private var norm = 0.0
  /// Which of the tensor's values that was; nil before the first look.
  private var version: UInt32?
  /// What is known of the change of this step.
  private var knowledge = Knowledge.unchanged
  /// What the chunks were found to be.
  private var measure = ChangeMeasure(scale: 1)
  /// Whether no step has changed the elements more than once; nil before the first one has ended.
  private var changesOnce: Bool?

  private enum Knowledge {
    /// The elements are as they were.
    case unchanged
    /// They have changed from these.
    case kept(Tensor)
    /// They have changed in chunks, each of which was measured.
    case measured
    /// They have changed again after that.
    case lost
  }

  init(_ tensor: Tensor) { self.tensor = tensor }

  /// Notes the sizes of value and gradient, and observes changes from then on.
  func begin(_ series: inout TrainingHistory.Series) {
    // Usually it is what the step before has left.
    if version != tensor.version { note(ArrayMeasure(tensor).norm) }
    series.valueNorms.append(norm)
    let gradient = tensor.gradient.map { ArrayMeasure($0) }
    series.gradientNorms.append(gradient?.norm)
    series.zeroShares.append(gradient.map { Double($0.zeros) / Double(max(1, tensor.count)) })
    knowledge = .unchanged
    tensor.addObserver(self)
  }

  /// Notes how far the value has gone.
  func end(_ series: inout TrainingHistory.Series) {
    tensor.removeObserver(self)
    let size = norm / unit
    switch knowledge {
    case .unchanged: measure = ChangeMeasure(scale: 1)
    case .kept(let old):
      measure = ChangeMeasure(scale: 1 / unit)
      let old = old.dtype == tensor.dtype ? old : withoutGradients { old.cast(to: tensor.dtype) }
      old.withElements(and: tensor) { hasChanged(from: $0, to: $1) }
      note(measure.norm)
    case .measured: note(measure.norm)
    case .lost: note(ArrayMeasure(tensor).norm)
    }
    let isKnown = if case .lost = knowledge { false } else { size != 0 }
    series.updateRatios.append(isKnown ? measure.change / size : nil)
    knowledge = .unchanged
    changesOnce = changesOnce ?? true
  }

  func willChange(_ leaf: Tensor, inChunks: Bool) -> Bool {
    switch knowledge {
    case .unchanged where inChunks && changesOnce == true:
      measure = ChangeMeasure(scale: 1 / unit)
      knowledge = .measured
      return true
    case .unchanged: knowledge = .kept(leaf.detached())
    case .measured: (knowledge, changesOnce) = (.lost, false)
    case .kept, .lost: changesOnce = false
    }
    return false
  }

  func hasChanged(from old: ElementChunk, to new: ElementChunk) {
    measure.add(from: ArraySurvey.Chunk(old), to: ArraySurvey.Chunk(new))
  }

  /// Changes are counted in units of about the value's norm, since squares of very small and of very large numbers are no numbers any more;
  /// in a power of two, by which no digit is lost.
  private var unit: Double { norm.isNormal ? norm.binade : 1 }

  private func note(_ norm: Double) { (self.norm, version) = (norm, tensor.version) }
}

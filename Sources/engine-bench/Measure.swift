import Foundation

/// Seconds that the body takes, the fastest of several rounds of so many repetitions.
func seconds(rounds: Int = 7, repetitions: Int = 1, _ body: () -> Void) -> Double {
  body()
  var best = Double.infinity
  for _ in 0..<rounds {
    let start = DispatchTime.now().uptimeNanoseconds
    for _ in 0..<repetitions { body() }
    let end = DispatchTime.now().uptimeNanoseconds
    best = min(best, Double(end - start) * 1e-9 / Double(repetitions))
  }
  return best
}

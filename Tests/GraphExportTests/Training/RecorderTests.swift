import Foundation
import GraphExport
import Smolgrad
import SmolgradNN
import Testing

/// What `Recorder` notes while a program trains.
@Suite struct RecorderTests {
  private final class Net: Module {
    let fc1 = Linear(3, 8, generator: Generator(seed: 1))
    let fc2 = Linear(8, 1, generator: Generator(seed: 2))
    override func forward(_ x: Tensor) -> Tensor { fc2(fc1(x).relu()) }
  }

  private static func loss(_ net: Net) -> Tensor {
    let x = Tensor.randn([6, 3], generator: Generator(seed: 3))
    return MSELoss()(net(x), Tensor.ones([6, 1])).named("loss")
  }

  private static func train(
    steps: Int, recorder: Recorder?, optimizer kind: ([Tensor]) -> Optimizer,
    each: (Net, Tensor) -> Void = { _, _ in }, after: (Net) -> Void = { _ in }
  ) {
    let net = Net()
    let optimizer = kind(net.parameters())
    for _ in 0..<steps {
      optimizer.zeroGradients()
      let loss = loss(net)
      loss.backward()
      each(net, loss)
      if let recorder {
        recorder.step(loss) { optimizer.step() }
      } else {
        optimizer.step()
      }
      after(net)
    }
  }

  private static func norm(_ numbers: [Double]) -> Double {
    numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  @Test func numbersAreThoseOfAPlainRun() throws {
    let recorder = Recorder(capturing: [1, 12])
    Self.train(steps: 12, recorder: recorder) { Adam($0, learningRate: 0.05) }
    // The same run without a recorder, whose numbers stand in a snapshot of each step.
    var snapshots: [GraphSnapshot] = []
    var losses: [Double] = []
    var before: [[Double]] = []
    var ratios: [[Double]] = []
    Self.train(steps: 12, recorder: nil) {
      Adam($0, learningRate: 0.05)
    } each: { net, loss in
      snapshots.append(GraphSnapshot(of: loss))
      losses.append(loss.item())
      before = net.parameters().map { $0.doubles() }
    } after: { net in
      ratios.append(
        zip(before, net.parameters()).map { old, new in
          Self.norm(zip(old, new.doubles()).map { $1 - $0 }) / Self.norm(old)
        })
    }
    let history = recorder.history
    #expect(history.losses == losses)
    #expect(history.parameters.map(\.name) == ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"])
    for (index, series) in history.parameters.enumerated() {
      for (step, snapshot) in snapshots.enumerated() {
        let node = try #require(snapshot.nodes.first { $0.name == series.name }?.tensor)
        let gradient = try #require(node.gradient.summary).statistics
        #expect(series.valueNorms[step] == node.value.statistics.norm)
        #expect(series.gradientNorms[step] == gradient.norm)
        #expect(series.zeroShares[step] == Double(gradient.zero) / Double(gradient.count))
        let ratio = try #require(series.updateRatios[step])
        #expect(abs(ratio - ratios[step][index]) <= 1e-6 * ratio)
      }
    }
    #expect(recorder.captured.map(\.step) == [1, 12])
    #expect(recorder.captured.map(\.snapshot) == [snapshots[0], snapshots[11]])
    #expect(recorder.snapshot(title: "run")?.training == history)
  }

  @Test func normsOfAnOptimizersMemoryOnRequest() throws {
    let net = Net()
    let optimizer = Adam(net.parameters(), learningRate: 0.05)
    let recorder = Recorder(state: optimizer.state(of:))
    for _ in 0..<3 {
      optimizer.zeroGradients()
      let loss = Self.loss(net)
      loss.backward()
      recorder.step(loss) { optimizer.step() }
    }
    let series = try #require(recorder.history.series(named: "fc2.weight"))
    #expect(series.state.map(\.name) == ["m", "v"])
    // After one step m is a tenth of the gradient.
    let m = try #require(series.state[0].norms[0])
    let gradient = try #require(series.gradientNorms[0])
    #expect(abs(m - 0.1 * gradient) <= 1e-6 * gradient)
    #expect(series.state.allSatisfy { $0.norms.count == 3 })
    // A module's is that of all of its parameters together.
    let module = try #require(recorder.history.series(ofModule: "fc2"))
    let bias = try #require(recorder.history.series(named: "fc2.bias"))
    #expect(module.state.map(\.name) == ["m", "v"])
    for step in 0..<3 {
      let parts = [series, bias].map { $0.state[1].norms[step]! }
      let whole = try #require(module.state[1].norms[step])
      #expect(abs(whole - Self.norm(parts)) <= 1e-12 * whole)
    }
    let plain = Recorder()
    Self.train(steps: 2, recorder: plain) { Adam($0) }
    #expect(plain.history.parameters.allSatisfy { $0.state.isEmpty })
  }

  @Test func aModuleIsAllOfItsParameters() throws {
    let recorder = Recorder()
    var all: [Double] = []
    Self.train(steps: 3, recorder: recorder) {
      SGD($0, learningRate: 0.1)
    } each: { net, _ in
      all.append(
        Self.norm(net.fc1.parameters().flatMap { $0.gradient!.doubles() }))
    }
    let fc1 = try #require(recorder.history.series(ofModule: "fc1"))
    #expect(fc1.elementCount == 32)
    for (norm, expected) in zip(fc1.gradientNorms, all) {
      let norm = try #require(norm)
      #expect(abs(norm - expected) <= 1e-12 + 1e-6 * expected)
    }
    #expect(recorder.history.series(ofModule: "fc") == nil)
  }

  @Test func aDeadLayerAndAnExplosionAreNamed() throws {
    // A bias so low that no unit of fc1 is ever above zero.
    let dead = Recorder(capturing: [5])
    let net = Net()
    withoutGradients { net.fc1.bias!.assign(Tensor.full([8], -100)) }
    let optimizer = SGD(net.parameters(), learningRate: 0.1)
    for _ in 0..<5 {
      optimizer.zeroGradients()
      let loss = Self.loss(net)
      loss.backward()
      dead.step(loss) { optimizer.step() }
    }
    // The weight of fc2 has inputs of zeros, and its bias learns.
    #expect(
      dead.history.alarms.map(\.words) == [
        "fc1: dead from step 1 on", "fc2.weight: dead from step 1 on",
      ])
    let deadSnapshot = try #require(dead.snapshot())
    let caption = Drawing(deadSnapshot).diagram.caption ?? ""
    #expect(caption.contains("⚠ fc1: dead from step 1 on"))

    let wild = Recorder(capturing: [8])
    Self.train(steps: 8, recorder: wild) { SGD($0, learningRate: 50) }
    let first = try #require(wild.history.alarms.first)
    #expect(first.kind == .exploding)
    let wildSnapshot = try #require(wild.snapshot())
    let wildCaption = Drawing(wildSnapshot).diagram.caption ?? ""
    #expect(wildCaption.contains("⚠ \(first.words)"))

    let calm = Recorder()
    Self.train(steps: 50, recorder: calm) { SGD($0, learningRate: 0.05) }
    #expect(calm.history.alarms.isEmpty)
  }

  @Test func cardsHaveStripsAndFiguresACurve() throws {
    let recorder = Recorder(capturing: [40])
    Self.train(steps: 40, recorder: recorder) { SGD($0, learningRate: 0.05) }
    let snapshot = try #require(recorder.snapshot(title: "run"))
    let weight = try #require(snapshot.nodes.first { $0.name == "fc1.weight" })
    var plain = snapshot
    plain.training = nil
    let pictures = { (snapshot: GraphSnapshot, id: Int) -> Int in
      let card = Drawing(snapshot).diagram.cards.first { $0.id == id }
      return (card?.rows.flatMap(\.items) ?? []).count {
        if case .picture = $0 { true } else { false }
      }
    }
    let strips = pictures(snapshot, weight.id) - pictures(plain, weight.id)
    let series = try #require(recorder.history.series(named: "fc1.weight"))
    let hasZeros = series.zeroShares.contains { $0 != 0 }
    #expect(strips == (hasZeros ? 4 : 3))
    var drawing = Drawing(snapshot)
    #expect(drawing.altText.contains("40 steps, loss"))
    try drawing.apply([.depth(.levels(1))])
    let module = try #require(drawing.snapshot.nodes.first { $0.module?.path == "fc1" })
    #expect(pictures(drawing.snapshot, module.id) >= 3)
    let text = String(decoding: try drawing.data(as: .text), as: UTF8.self)
    #expect(text.contains("update/weight"))
  }

  @Test func jsonKeepsEveryDigit() throws {
    let recorder = Recorder(capturing: [6])
    Self.train(steps: 6, recorder: recorder) { SGD($0, learningRate: 1e20) }
    let snapshot = try #require(recorder.snapshot())
    #expect(try GraphSnapshot(json: snapshot.json()) == snapshot)
    #expect(snapshot.training!.losses.contains { !$0.isFinite })
    let text = String(decoding: try snapshot.json(), as: UTF8.self)
    let broken = text.replacing("\"losses\": [", with: "\"losses\": [0, ", maxReplacements: 1)
    #expect(throws: SnapshotError.self) { try GraphSnapshot(json: Data(broken.utf8)) }
  }
}

import GraphExport
import Smolgrad
import Testing

/// Numbers of files.
@Suite struct CostTableTests {
  @Test(arguments: [
    "{\"a\": 1.5, \"h.0\": -2}", "name,ms\na,1.5\nh.0,-2\n", "a,1.5\r\n\r\nh.0,-2",
    "\u{feff}a , 1.5\n\"h.0\",-2\n",
  ]) func readsJSONAndCSV(text: String) throws {
    let table = try CostTable(text)
    #expect(table.entries.map(\.name) == ["a", "h.0"])
    #expect(table.entries.map(\.number) == [1.5, -2])
  }

  @Test func readsNamesInQuotationMarks() throws {
    let table = try CostTable("\"say \"\"a, b\"\"\",1\n\"\"\"\",2")
    #expect(table.entries.map(\.name) == ["say \"a, b\"", "\""])
  }

  @Test(arguments: [
    ("", "no numbers"), ("name,ms", "no numbers"), ("a,1\nb", "line 2"), ("a,1\nb,x", "line 2"),
    ("a,1\na,2", "'a' is there twice"), ("a,nan", "'a' is not finite"), ("{\"a\": \"b\"}", "a: "),
    ("{\"a\": 1", "ends here"), ("{\"a\": [1]}", "a: "), ("a,1,2", "line 1"),
  ]) func saysWhatIsWrong(text: String, message: String) {
    do {
      _ = try CostTable(text)
      Issue.record("'\(text)' is read")
    } catch {
      #expect("\(error)".contains(message), "\(error)")
    }
  }

  @Test func namesAreThoseOfNodesTensorsAndModules() throws {
    let x = Tensor(2, requiresGradient: true).named("x")
    let y = Scope.entering(type: "Model", name: "m") {
      Scope.entering(type: "Net", name: "net") {
        Scope.entering(type: "Inner", name: "a") { x.exp().cos() }.sin()
      }
    }
    let table = CostTable([
      ("x", 1), ("exp_1", 2), ("m.net.a", 4), ("m.net", 8), ("nobody", 16),
    ])
    let (snapshot, unknown) = GraphSnapshot(of: y).adding(table)
    #expect(unknown == ["nobody"])
    // A module shows its own number: what its parts have is in it.
    #expect(snapshot.total(.file)?.forward == 9)
    for (levels, shown) in [(1, "8"), (2, "4")] {
      var drawing = Drawing(snapshot)
      drawing.colorBy = .file
      try drawing.apply([.depth(.levels(levels))])
      let texts = drawing.diagram.texts
      #expect(texts.contains(shown) && !texts.contains("14"), "\(texts)")
      #expect(drawing.diagram.caption?.contains("9 in all, of 4 numbers") ?? false)
    }
    // What has a number of its own keeps it.
    let exp = try #require(snapshot.nodes.first { $0.name == "exp_1" })
    #expect(exp.cost?.value?.forward == 2)
  }

  @Test func numbersOfPartsThatAreTheWholeLeaveNothing() throws {
    let x = Tensor(2, requiresGradient: true).named("x")
    let y = Scope.entering(type: "Net", name: "net") {
      Scope.entering(type: "Inner", name: "a") { x.exp() }.sin()
    }
    let table = CostTable([("net", 0.3), ("net.a", 0.1), ("sin_1", 0.2)])
    let total = GraphSnapshot(of: y).adding(table).snapshot.total(.file)
    #expect(total?.known == 2)
    #expect(abs((total?.forward ?? 0) - 0.3) < 1e-15)
    // Parts that nobody counted add up as they are.
    let parts = GraphSnapshot(of: y).adding(CostTable([("net.a", 0.1), ("sin_1", 0.2)]))
    #expect(parts.snapshot.total(.file)?.known == 2 && parts.unknownNames == [])
    #expect(GraphSnapshot(of: y).adding(CostTable([("net", 0)])).snapshot.total(.file)?.known == 1)
  }
}

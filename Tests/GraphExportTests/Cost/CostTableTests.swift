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
    let y = Scope.entering(type: "Net", name: "net") {
      Scope.entering(type: "Inner", name: "a") { x.exp() }.sin()
    }
    let table = CostTable([("x", 1), ("exp_1", 2), ("net.a", 4), ("net", 8), ("nobody", 16)])
    let (snapshot, unknown) = GraphSnapshot(of: y).adding(table)
    #expect(unknown == ["nobody"])
    #expect(snapshot.total(.file)?.forward == 15 && snapshot.total(.file)?.known == 2)
    var drawing = Drawing(snapshot)
    drawing.colorBy = .file
    try drawing.apply([.depth(.levels(1))])
    #expect(drawing.diagram.texts.contains("14"))
    #expect(drawing.diagram.caption?.contains("15 in all, of 2 numbers") ?? false)
  }
}

import TestSupport
import Testing

/// Films in documents: they play, and stand still for those who want that; or they are steps to open.
@Suite struct EmbedFilmTests {
  @Test(.slow) func filmsAndStepsAreKept() throws {
    let page = try Page(
      """
      <!-- smolgrad-viz eval "y = a*b; y*(y + a)" a=2 b=-3 --film -o film.svg -->
      <!-- /smolgrad-viz -->

      <!-- smolgrad-viz eval "y = a*b; y*(y + a)" a=2 b=-3 --film -o step-%d.svg -->
      <!-- /smolgrad-viz -->
      """)
    try page.succeed()
    let files = ["film.svg", "film~still.svg", "page.md"] + (0...3).map { "step-\($0).svg" }
    #expect(try page.folder.names() == files)
    let text = try page.text()
    #expect(
      text.contains(
        "<picture><source media=\"(prefers-reduced-motion: reduce)\" srcset=\"film~still.svg\">"))
    #expect(text.matches(of: /<summary>\d\. [^<]+<\/summary>/).count == 4)
    #expect(try page.text("film.svg").contains("@keyframes"))
    #expect(try !page.text("film~still.svg").contains("@keyframes"))
    // A second run has nothing to do, and a change is noticed.
    #expect(try page.check() == "")
    try page.write(text.replacing("b=-3 --film -o step", with: "b=-4 --film -o step"))
    #expect(try page.check().contains("the text between the markers has changed"))
    try page.succeed()
    #expect(try page.text().contains("1. × delivers -6 × 1 = -6 to y"))
  }

  @Test(.slow) func stepsHaveNoPairs() throws {
    let page = try Page(
      "<!-- smolgrad-viz trace neuron --film --pair -o step-%d.svg -->\n<!-- /smolgrad-viz -->\n")
    let output = try page.embed()
    #expect(output.status == 1)
    #expect(output.standardError.contains("use a sheet, or the film itself"))
  }
}

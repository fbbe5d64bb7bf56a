import CGraphvizShim

/// Draws graphs with Graphviz's C library: DOT text in, bytes out.
public enum Renderer {
  /// Where Graphviz runs.
  public enum Isolation: Hashable, Sendable {
    /// In a process of its own: a crash, a hang or a leak ends with it, several threads draw side by
    /// side, and what libraries print is caught.
    ///
    /// A program with a single thread forks (Linux). In one with several, a forked child could wait for
    /// ever for a lock that another thread held; there the program is started anew, which draws and ends
    /// before its own `main` begins. That takes as long as the system needs to load the program.
    ///
    /// Where neither is possible, the drawing is made in process: in a program that loads this library
    /// late, as a plug-in does, in a sandbox without processes, and on Linux where `/proc` is missing.
    case childProcess
    /// In this process, one drawing after the other: saves a few milliseconds, and more where the
    /// process is large, but a crash in Graphviz ends the program, and a timeout can't be kept.
    case inProcess
  }

  /// Whether `Isolation.childProcess` isolates in this program; otherwise it draws in process.
  public static var canIsolate: Bool { gvs_can_isolate() }

  /// Starts the process of the first drawing, which loads Graphviz's libraries and waits.
  ///
  /// It is for a program with a single thread that will draw, and has something else to do before, such as reading its command line. On
  /// systems other than Linux it does nothing. The process ends with the program.
  public static func prepare() { gvs_prepare() }

  /// Draws a graph.
  ///
  ///     let drawing = try Renderer.render("digraph G { a -> b }", as: .svg)
  ///
  /// The same text gives the same bytes, also from several threads, if the graph has a name: the
  /// title of a nameless one is a counter of the process. SVG, PNG and PDF of a text have the same
  /// layout, which depends on no font (see `TextMetrics`).
  ///
  /// - Parameters:
  ///   - dot: one graph in the DOT language. Graphviz ignores what follows the first graph.
  ///   - size: the size of a PNG.
  ///   - memory: how many bytes an isolated layout may take; one that asks for more fails. On Linux alone.
  ///   - timeout: ends the layout after this time with `RenderError.timedOut`. Where the layout is
  ///     not isolated it can't be ended, and a warning says so.
  ///   - meanwhile: what there is to do that does not need the drawing. It runs once: while the process draws that `prepare` has started,
  ///     and otherwise before the drawing.
  public static func render(
    _ dot: String, as format: OutputFormat, engine: LayoutEngine = .dot,
    size: BitmapSize = .dpi(96), memory: Int? = nil, timeout: Duration? = nil,
    isolation: Isolation = .childProcess, meanwhile: () -> Void = {}
  ) throws(RenderError) -> Rendering {
    try render(
      dot, as: format, engine: engine, size: size, memory: memory, timeout: timeout,
      isolation: isolation, page: (0, 0), meanwhile: meanwhile)
  }

  private static func render(
    _ dot: String, as format: OutputFormat, engine: LayoutEngine, size: BitmapSize = .dpi(96),
    memory: Int?, timeout: Duration?, isolation: Isolation = .childProcess,
    page: (width: Double, height: Double), meanwhile: () -> Void = {}
  ) throws(RenderError) -> Rendering {
    guard !dot.utf8.contains(0) else { throw .textHoldsNUL }
    let number = max(size.numbers.dpi, size.numbers.width)
    guard number > 0 && number.isFinite && size.mostPixels > 0 else {
      throw .invalidBitmapSize(size)
    }
    var reply = draw(
      dot, format, engine, size, memory, timeout, isolation == .childProcess, page, meanwhile)
    defer { gvs_reply_free(&reply) }
    let messages = Message.messages(in: String(cString: reply.messages))
    let printed = reply.printed.map { lines(of: String(cString: $0)) } ?? []
    guard reply.outcome == GVS_DRAWN else {
      let said = (messages.first(where: \.isError) ?? messages.last)?.text ?? printed.last ?? ""
      throw error(of: reply, said, format: format, engine: engine, timeout: timeout)
    }
    var rendering = Rendering(
      bytes: Array(UnsafeBufferPointer(start: reply.bytes, count: reply.length)),
      warnings: messages.map(\.text) + printed, width: reply.width, height: reply.height)
    if format.kind == .bitmap {
      rendering.bitmap = bitmap(of: rendering.bytes, dpi: reply.dpi, reduction: reply.reduction)
    }
    rendering.missingCharacters = reply.unprintable.map { String(cString: $0) } ?? ""
    if timeout != nil && !reply.isolated {
      rendering.warnings.append("A timeout can't be kept in process, and was ignored.")
    }
    return rendering
  }

  /// Draws graphs onto pages of a PDF, each below a heading and a line for a name.
  ///
  /// A figure that is larger than its page is made smaller. A graph's attributes `heading` and `nameline` say what stands above it.
  ///
  /// - Parameters:
  ///   - dots: the graphs in the DOT language, one for each page.
  ///   - pageWidth: the width of a page in points.
  ///   - pageHeight: its height.
  ///   - engine: how they are laid out.
  ///   - memory: see `render`.
  ///   - timeout: see `render`; for all pages together.
  public static func pages(
    _ dots: [String], pageWidth: Double, pageHeight: Double, engine: LayoutEngine = .dot,
    memory: Int? = nil, timeout: Duration? = nil
  ) throws(RenderError) -> Rendering {
    precondition(!dots.isEmpty && pageWidth > 0 && pageHeight > 0, "a document has pages")
    return try render(
      dots.joined(separator: "\u{c}"), as: .pdf, engine: engine, memory: memory, timeout: timeout,
      page: (pageWidth, pageHeight))
  }

  private static func lines(of text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map(String.init)
  }

  private static func draw(
    _ dot: String, _ format: OutputFormat, _ engine: LayoutEngine, _ size: BitmapSize,
    _ memory: Int?, _ timeout: Duration?, _ wantsIsolation: Bool,
    _ page: (width: Double, height: Double), _ meanwhile: () -> Void
  ) -> gvs_reply {
    dot.withCString { dot in
      engine.name.withCString { engineName in
        format.graphvizName.withCString { formatName in
          var request = gvs_request()
          request.dot = dot
          request.engine = engineName
          request.format = formatName
          request.needs_neato_library = engine.isInNeatoLibrary
          request.needs_fonts = format.kind != .text
          request.is_paged = format.kind == .paged
          (request.page_width, request.page_height) = page
          request.is_bitmap = format.kind == .bitmap
          request.dpi = size.numbers.dpi
          request.pixel_width = size.numbers.width
          request.max_pixels = Double(size.mostPixels)
          request.isolated = wantsIsolation
          request.memory_bytes = Double(memory ?? 0)
          request.timeout_milliseconds = timeout.map(milliseconds) ?? -1
          return draw(&request, meanwhile)
        }
      }
    }
  }

  /// C is given the closure as a pointer to it, and a function that calls what it points to.
  private static func draw(_ request: inout gvs_request, _ meanwhile: () -> Void) -> gvs_reply {
    withoutActuallyEscaping(meanwhile) { meanwhile in
      var meanwhile = meanwhile
      return withUnsafeMutablePointer(to: &meanwhile) { closure in
        let task = gvs_meanwhile(
          run: { $0?.assumingMemoryBound(to: (() -> Void).self).pointee() }, context: closure)
        return gvs_draw(&request, task)
      }
    }
  }

  private static func milliseconds(_ duration: Duration) -> Int32 {
    let (seconds, attoseconds) = duration.components
    let milliseconds = Double(seconds) * 1e3 + Double(attoseconds) / 1e15
    return Int32(min(max(milliseconds.rounded(.up), 0), Double(Int32.max)))
  }

  /// The size stands in the first chunk of a PNG, as two big-endian numbers.
  private static func bitmap(
    of png: [UInt8], dpi: Double, reduction: Double
  ) -> Rendering.Bitmap? {
    guard png.count >= 24 else { return nil }
    func number(at offset: Int) -> Int {
      png[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    return Rendering.Bitmap(
      width: number(at: 16), height: number(at: 20), dpi: dpi, reduction: reduction)
  }

  private static func error(
    of reply: gvs_reply, _ said: String, format: OutputFormat, engine: LayoutEngine,
    timeout: Duration?
  ) -> RenderError {
    switch reply.outcome {
    case GVS_SYNTAX_ERROR: return .syntax(said.isEmpty ? "it holds no graph" : said)
    case GVS_LAYOUT_FAILED: return .layoutFailed(engine: engine, said)
    case GVS_RENDER_FAILED:
      return .renderingFailed(format, said.isEmpty ? "it produced nothing" : said)
    case GVS_PLUGIN_MISSING:
      return .missingPlugin(
        withUnsafeBytes(of: reply.plugin) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      )
    case GVS_TIMED_OUT: return .timedOut(timeout ?? .zero)
    case GVS_KILLED: return .crashed(signal: reply.code, said)
    case GVS_EXITED: return .exited(status: reply.code, said)
    default: return .system(code: reply.code)
    }
  }
}

package import Drawing
import Telemetry

/// Draws a model: header, mode, panels, keys. A pure function of the model and the size.
package enum DashboardView {
  /// The whole screen. Draws at any size; what has no room is left out, the mode and the keys last.
  package static func draw(_ model: DashboardModel, size: Size) -> Canvas {
    var canvas = Canvas(size)
    let scene = Scene(model)
    switch size.height {
    case 0: break
    case 1: drawOneLine(model, scene, on: &canvas)
    case 2: drawMode(model, scene, y: 0, on: &canvas)
    default:
      drawHeader(model, on: &canvas)
      drawMode(model, scene, y: 1, on: &canvas)
    }
    if size.height >= 2 { drawFooter(y: size.height - 1, on: &canvas) }
    drawBody(model, scene, on: &canvas)
    return canvas
  }

  private static func drawBody(_ model: DashboardModel, _ scene: Scene, on canvas: inout Canvas) {
    let captionRows = drawCaption(model, on: &canvas)
    let body = Layout.body(of: canvas.size, below: captionRows)
    guard !body.isEmpty else { return }
    if let menu = model.menu {
      var list = Canvas(body.size)
      menu.draw(model.workloads, on: &list)
      canvas.draw(list, at: body)
      return
    }
    if model.showsHelp {
      var help = Canvas(body.size)
      HelpView.draw(from: model.helpOffset, on: &help)
      canvas.draw(help, at: body)
      return
    }
    for (content, rect) in Layout.places(in: body) {
      switch content {
      case .panel(let entry):
        canvas.draw(entry.panel.framed(number: entry.number, scene, size: rect.size), at: rect)
      case .vitals: drawVitals(scene, in: rect, on: &canvas)
      }
    }
  }

  /// What a demonstration tells, on the rows below the mode if it has no room beside that. Returns
  /// how many rows it took.
  private static func drawCaption(_ model: DashboardModel, on canvas: inout Canvas) -> Int {
    let width = canvas.size.width
    guard !model.caption.isEmpty, canvas.size.height >= 10, !fitsBesideMode(model, width) else {
      return 0
    }
    canvas.write("»", x: 1, y: 2, captionStyle)
    return canvas.write(model.caption, x: 3, before: width, y: 2, rows: 2, captionStyle)
  }

  private static let captionStyle = Style(.title, bold: true)

  private static func fitsBesideMode(_ model: DashboardModel, _ width: Int) -> Bool {
    tag(model).count + 5 + model.caption.count <= width
  }

  /// The figures that matter most, a line each.
  private static func drawVitals(_ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    let process = scene.latest?.process
    let figures = [
      ("alloc", scene.heap.map { Quantity.bytesPerSecond($0.allocRate) }),
      ("RSS", process.map { Quantity.bytes($0.residentSpace) }),
      ("hits", scene.pool?.hitRatio.map(Quantity.percent)),
      ("in use", scene.latest?.heap.map { Quantity.bytes($0.inUseSpace) }),
    ]
    let end = 19
    guard rect.width >= end else { return }
    for (row, figure) in figures.prefix(rect.height).enumerated() {
      canvas.write(figure.0, x: rect.x + 1, y: rect.y + row, .label)
      canvas.write(figure.1 ?? unknown, before: rect.x + end, y: rect.y + row, .value)
    }
  }

  private static func drawHeader(_ model: DashboardModel, on canvas: inout Canvas) {
    let width = canvas.size.width
    // The program's name stays longer than all of this; and that a file is being written, longer
    // than its name.
    let room = width - 11
    let clock = Phrase(Quantity.clock(model.elapsed), .value)
    let every = Phrase("every \(Quantity.interval(model.interval))", .label)
    var right = [clock, every]
    switch model.recording {
    case .on(let path, let bytes):
      let size = Quantity.bytes(bytes)
      let forms = ["● REC \(fileName(path)) \(size)", "● REC \(size)", "● REC"]
      // What is watched keeps its place beside it.
      let place = room - model.subject.joined(separator: " · ").count - 2
      let fitting = forms.first { form in
        Phrase.fitting([Phrase(form), clock], width: place).count == 2
      }
      right = [Phrase(fitting ?? forms[2], .bad), clock, every]
    case .failed: right = [Phrase("REC FAILED", Style(.bad, bold: true)), clock, every]
    case .off, .ended: break
    }
    let fitting = Phrase.fitting(right, width: room)
    let rightWidth = fitting.reduce(-2) { $0 + $1.text.count + 2 }
    let start = width - 1 - max(rightWidth, 0)
    canvas.write(fitting.reversed(), x: start, before: width, y: 0)

    let name = canvas.write(
      [Phrase("poolmon", Style(.title, bold: true))], x: 1, before: start, y: 0)
    canvas.write(
      model.subject.map { Phrase($0, .label) }, x: name + 2, before: start - 2, y: 0,
      separator: Phrase(" · ", .quiet))
  }

  /// The last part of a path; a long one is cut in the middle of what is shown, with "…".
  private static func fileName(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.count <= 32 ? name : name.prefix(16) + "…" + name.suffix(15)
  }

  private static func drawMode(
    _ model: DashboardModel, _ scene: Scene, y: Int, on canvas: inout Canvas
  ) {
    let tag = Phrase(" \(tag(model)) ", Style(tagRole(model), bold: true, reversed: true))
    var x = canvas.write(tag.text, x: 0, y: y, tag.style) + 1
    if model.isPaused {
      let paused = [Phrase(" PAUSED ", Style(.warning, bold: true, reversed: true))]
      x = canvas.write(paused, x: x, before: canvas.size.width, y: y) + 1
    }
    if let notice = model.notice {
      // Told as far as whole words fit, rather than not at all.
      let words = notice.split(separator: " ").map { Phrase(String($0), .warning) }
      canvas.write(words, x: x, before: canvas.size.width, y: y, separator: Phrase(" "))
    } else if !model.caption.isEmpty, !model.isPaused, fitsBesideMode(model, canvas.size.width) {
      canvas.write("» \(model.caption)", x: x, y: y, captionStyle)
    } else {
      canvas.write(
        sentence(model, scene, width: canvas.size.width), x: x, before: canvas.size.width, y: y,
        separator: Phrase(" · ", .quiet))
    }
  }

  /// The mode in a word; what it is called while there is none.
  private static func tag(_ model: DashboardModel) -> String {
    model.mode?.rawValue.uppercased() ?? (model.history.latest == nil ? "WAITING" : "WATCHING")
  }

  private static func tagRole(_ model: DashboardModel) -> Style.Role {
    model.mode?.style.role ?? .label
  }

  /// What is going on in words, the most important first. On a narrow screen only the rate.
  private static func sentence(_ model: DashboardModel, _ scene: Scene, width: Int) -> [Phrase] {
    if model.isPaused, let held = scene.latest {
      let mode = held.workload.map { " in \($0.mode.rawValue)" } ?? ""
      let words = "held at \(Quantity.clock(held.time))\(mode)"
      return [Phrase(words), Phrase("sampling goes on", .label)]
    }
    let rate = scene.heap.map { Quantity.bytesPerSecond($0.allocRate) }
    guard width >= 40 else { return rate.map { [Phrase($0)] } ?? [] }
    var words: [Phrase] = []
    // At a slow interval the figures are older than the clock beside them.
    if let latest = scene.latest, model.elapsed - latest.time >= .seconds(2) {
      words.append(Phrase("as of \(Quantity.clock(latest.time))", .warning))
    }
    switch model.mode {
    case .put: words.append(Phrase("buffers are put back", .good))
    case .noput: words.append(Phrase("buffers are let go, not put back", .bad))
    case nil: if scene.latest == nil { words.append(Phrase("no sample yet", .label)) }
    }
    if let rate { words.append(Phrase("\(rate) allocated")) }
    if let hits = scene.pool?.hitRatio {
      words.append(Phrase("\(Quantity.percent(hits)) of gets reuse a buffer"))
    }
    if let heap = scene.latest?.heap {
      words.append(Phrase("\(Quantity.bytes(heap.inUseSpace)) in use"))
    }
    return words
  }

  /// All there is room for on one line: the mode, the way out, and between them the rate.
  private static func drawOneLine(
    _ model: DashboardModel, _ scene: Scene, on canvas: inout Canvas
  ) {
    let width = canvas.size.width
    let word = tag(model)
    let tag = Phrase(
      word.count <= width ? word : String(word.prefix(1)), Style(tagRole(model), bold: true))
    let quit = Phrase("q quit", Style(.key))
    let rate = scene.heap.map { Phrase(Quantity.bytesPerSecond($0.allocRate)) }
    let all = [tag, rate, quit].compactMap { $0 }
    let fits = Phrase.fitting(all, width: width, separator: " ").count == all.count
    canvas.write(fits ? all : [tag, quit], x: 0, before: width, y: 0, separator: Phrase(" "))
  }

  private static func drawFooter(y: Int, on canvas: inout Canvas) {
    // By importance, as many as fit; then in the table's order, so that a key keeps its place.
    let ranked = KeyBinding.footerOrder.compactMap { action in
      KeyBinding.all.first { $0.action == action }
    }
    let hints = ranked.map { Phrase("\($0.name) \($0.hint)") }
    let count = Phrase.fitting(hints, width: canvas.size.width - 1).count
    let shown = Set(ranked.prefix(count).map(\.name))
    var x = 1
    for binding in KeyBinding.all where shown.contains(binding.name) {
      x = canvas.write(binding.name, x: x, y: y, Style(.key, bold: true)) + 1
      x = canvas.write(binding.hint, x: x, y: y, .label) + 2
    }
    if count == 0 { canvas.write("q", x: 0, y: y, Style(.key, bold: true)) }
  }
}

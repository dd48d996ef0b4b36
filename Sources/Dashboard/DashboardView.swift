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
    case 2: ModeLine.draw(model, scene, y: 0, on: &canvas)
    default:
      Header.draw(model, on: &canvas)
      ModeLine.draw(model, scene, y: 1, on: &canvas)
    }
    if size.height >= 2 { Footer.draw(model, y: size.height - 1, on: &canvas) }
    drawBody(model, scene, on: &canvas)
    if let prompt = model.prompt, size.height >= 1 {
      prompt.drawCompletions(model.completions(of: prompt.text), on: &canvas)
      prompt.drawLine(on: &canvas)
    }
    return canvas
  }

  private static func drawBody(_ model: DashboardModel, _ scene: Scene, on canvas: inout Canvas) {
    let plan = ScreenPlan(model, scene, size: canvas.size)
    Caption.draw(model, on: &canvas)
    guard !plan.body.isEmpty else { return }
    if let menu = model.menu {
      var list = Canvas(plan.body.size)
      menu.draw(on: &list)
      canvas.draw(list, at: plan.body)
      return
    }
    if let findings = model.findings {
      var list = Canvas(plan.body.size)
      FindingsView(model, scene, findings).draw(on: &list)
      canvas.draw(list, at: plan.body)
      return
    }
    if model.showsHelp {
      var help = Canvas(plan.body.size)
      HelpView.draw(model.keyTable, from: model.helpOffset, on: &help)
      canvas.draw(help, at: plan.body)
      return
    }
    if plan.shownPanels.isEmpty, plan.places.isEmpty {
      let words = ["no panel", "that is shown", "has anything to show;", "X", "shows all"]
      canvas.write(
        words.map { Phrase($0, .label) }, x: 1, before: canvas.size.width, y: plan.body.y,
        separator: " ")
    }
    for (content, rect) in plan.places {
      switch content {
      case .panel(let entry):
        let panel = entry.panel.framed(
          number: PanelList.number(entry.index), scene, size: rect.size,
          isSelected: entry.index == model.view.selected)
        canvas.draw(panel, at: rect)
      case .vitals: drawVitals(scene, in: rect, on: &canvas)
      }
    }
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

  /// All there is room for on one line: the mode, the way out, and between them the rate.
  private static func drawOneLine(
    _ model: DashboardModel, _ scene: Scene, on canvas: inout Canvas
  ) {
    let width = canvas.size.width
    let word = ModeLine.tag(model)
    let tag = Phrase(
      word.count <= width ? word : String(word.prefix(1)), Style(ModeLine.role(model), bold: true))
    let quit = Phrase("q quit", Style(.key))
    let rate = scene.heap.map { Phrase(Quantity.bytesPerSecond($0.allocRate)) }
    let verdict = model.verdict?.phrases.first
    let forms = [[tag, verdict, rate, quit], [tag, verdict, quit], [tag, rate, quit]]
    let form = forms.lazy.map { $0.compactMap { $0 } }.first {
      Phrase.fitting($0, width: width, separator: " ").count == $0.count
    }
    canvas.write(form ?? [tag, quit], x: 0, before: width, y: 0, separator: Phrase(" "))
  }
}

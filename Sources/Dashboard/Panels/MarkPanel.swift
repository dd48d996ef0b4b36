import Drawing
import Telemetry

/// What happened, newest first; while a cursor stands, what had happened by then.
struct MarkPanel: Panel {
  let title = "marks"
  let placement = PanelPlacement(.tables, rank: 9, height: 3...12, isElastic: true)

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let moment = scene.view.cursor ?? scene.history.latest?.time ?? .zero
    let marks = scene.history.marks.reversed().filter { $0.time <= moment }
    if marks.isEmpty { canvas.write("none yet", x: 0, y: 0, .label) }
    for (y, mark) in marks.prefix(canvas.size.height).enumerated() {
      let x = canvas.write(Quantity.clock(mark.time), x: 0, y: y, .label) + 2
      let isNote = if case .note = mark.event { true } else { false }
      canvas.write(
        mark.event.words.map { Phrase($0, mark.event.style) }, x: x, before: canvas.size.width,
        y: y, separator: isNote ? " " : "  ")
    }
  }
}

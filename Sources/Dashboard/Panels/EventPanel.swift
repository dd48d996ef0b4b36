import Drawing
import Telemetry

/// What happened, newest first.
struct EventPanel: Panel {
  let title = "events"
  let fullHeight = 12
  let isElastic = true

  func minimumHeight(width: Int) -> Int { 3 }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let marks = scene.history.marks.reversed()
    if marks.isEmpty { canvas.write("none yet", x: 0, y: 0, .label) }
    for (y, mark) in marks.prefix(canvas.size.height).enumerated() {
      let (words, style) = Self.tell(mark.event)
      canvas.write(
        [Phrase(Quantity.clock(mark.time), .label)] + words.map { Phrase($0, style) },
        x: 0, before: canvas.size.width, y: y)
    }
  }

  private static func tell(_ event: Mark.Event) -> ([String], Style) {
    switch event {
    case .modeSwitched(let mode):
      ([mode.rawValue], mode.style)
    case .workloadSwitched(let name): ([name], Style(.key))
    case .heapSwitched(let model): (["heap \(model.rawValue)"], Style(.memory))
    case .policySwitched(let name): ([name], .threshold)
    case .thresholdsChanged(_, let defaultSize, let maxSize):
      (
        ["default \(Quantity.size(defaultSize))", "max \(Quantity.size(maxSize))"],
        .threshold
      )
    case .note(let words): ([words], .text)
    case .gap(let duration):
      (["nothing seen for \(Quantity.interval(duration))"], .warning)
    }
  }
}

import Drawing
import Telemetry

/// The first row: what is watched, how it is shown, whether it is recorded, and the time.
enum Header {
  static func draw(_ model: DashboardModel, on canvas: inout Canvas) {
    let width = canvas.size.width
    // The program's name stays longer than all of this; and that a file is being written, longer
    // than its name.
    let room = width - 11
    let clock = clock(model)
    let every = Phrase("every \(Quantity.interval(model.interval))", .label)
    let settings = settings(model.view, interval: model.interval)
    var right = [clock, every] + settings
    if let replay = model.replay {
      right = [clock, Phrase(replay.speedText, Style(.key)), every] + settings
    }
    switch model.recording {
    case .on(let path, let bytes, let lost):
      let size = Quantity.bytes(bytes) + (lost > 0 ? ", \(Quantity.count(lost)) LOST" : "")
      let forms = ["● REC \(fileName(path)) \(size)", "● REC \(size)", "● REC"]
      // What is watched keeps its place beside it.
      let place = room - model.subject.joined(separator: " · ").count - 2
      let fitting = forms.first { form in
        Phrase.fitting([Phrase(form), clock], width: place).count == 2
      }
      right = [Phrase(fitting ?? forms[2], .bad), clock, every] + settings
    case .ending: right = [Phrase("REC ENDING", .bad), clock, every] + settings
    case .failed: right = [Phrase("REC FAILED", Style(.bad, bold: true)), clock, every]
    case .off, .ended: break
    }
    let fitting = Phrase.fitting(right, width: room)
    let rightWidth = fitting.reduce(-2) { $0 + $1.text.count + 2 }
    let start = width - 1 - max(rightWidth, 0)
    canvas.write(fitting.reversed(), x: start, before: width, y: 0)

    var name = canvas.write(
      [Phrase("poolmon", Style(.title, bold: true))], x: 1, before: start, y: 0)
    if let replay = model.replay {
      name = canvas.write(
        [Phrase("REPLAY", Style(.key, bold: true)), Phrase(fileName(replay.name))], x: name + 2,
        before: start - 2, y: 0, separator: " ")
    }
    canvas.write(
      model.subject.map { Phrase($0, .label) }, x: name + 2, before: start - 2, y: 0,
      separator: Phrase(" · ", .quiet))
  }

  /// The time of the run; of a replay where it is, and how far it goes.
  private static func clock(_ model: DashboardModel) -> Phrase {
    guard let replay = model.replay else { return Phrase(Quantity.clock(model.elapsed), .value) }
    let end = Quantity.clock(replay.end, as: max(replay.end, model.elapsed))
    let now = Quantity.clock(model.elapsed, as: max(replay.end, model.elapsed))
    return Phrase("\(now) / \(end)\(replay.isGrowing ? "…" : "")", .value)
  }

  /// What is otherwise than usual: set by a person, or by the length of a short recording.
  private static func settings(_ view: ViewState, interval: Duration) -> [Phrase] {
    let span = view.axisSpan(interval: interval)
    let words = [
      view.zoom == 0 ? nil : "axis \(Quantity.axisTime(span, span: span))",
      view.isLogarithmic ? "log" : nil, view.showsTotals ? "totals" : nil,
      view.frozen == nil ? nil : "frozen",
    ]
    return words.compactMap { $0 }.map { Phrase($0, .warning) }
  }

  /// The last part of a path; a long one is cut in the middle of what is shown, with "…".
  private static func fileName(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.count <= 32 ? name : name.prefix(16) + "…" + name.suffix(15)
  }
}

import Drawing
import Telemetry

/// The second row: the mode, and what is going on in words.
enum ModeLine {
  static func draw(_ model: DashboardModel, _ scene: Scene, y: Int, on canvas: inout Canvas) {
    let width = canvas.size.width
    let tag = Phrase(" \(tag(model)) ", Style(role(model), bold: true, reversed: true))
    var x = canvas.write(tag.text, x: 0, y: y, tag.style) + 1
    for words in moment(model) {
      let phrase = Phrase(" \(words) ", Style(.warning, bold: true, reversed: true))
      x = canvas.write([phrase], x: x, before: width, y: y) + 1
    }
    if let notice = model.notice {
      // The verdict's word stays where there is room for both.
      if let word = model.verdict?.phrases.first, x + word.text.count + 3 + notice.count <= width {
        let words = [word, Phrase("·", .quiet)]
        x = canvas.write(words, x: x, before: width, y: y, separator: Phrase(" ")) + 1
      }
      // Told as far as whole words fit, rather than not at all.
      let words = notice.split(separator: " ").map { Phrase(String($0), .warning) }
      canvas.write(words, x: x, before: width, y: y, separator: Phrase(" "))
    } else {
      canvas.write(
        sentence(model, scene, room: width - x), x: x, before: width, y: y,
        separator: Phrase(" · ", .quiet))
    }
  }

  /// The mode in a word; what it is called while there is none.
  static func tag(_ model: DashboardModel) -> String {
    model.mode?.rawValue.uppercased() ?? (model.history.latest == nil ? "WAITING" : "WATCHING")
  }

  static func role(_ model: DashboardModel) -> Style.Role { model.mode?.style.role ?? .label }

  /// That what is shown is not now.
  private static func moment(_ model: DashboardModel) -> [String] {
    var words = model.isPaused || model.replay?.isPlaying == false ? ["PAUSED"] : []
    if let cursor = model.view.cursor, let latest = model.history.latest?.time {
      words.append(Quantity.ago(latest - cursor))
    }
    return words
  }

  /// What is going on in words, the most important first.
  private static func sentence(_ model: DashboardModel, _ scene: Scene, room: Int) -> [Phrase] {
    let rate = scene.heap.map { Quantity.bytesPerSecond($0.allocRate) }
    if model.isPaused || model.view.cursor != nil, let held = scene.latest {
      let mode = held.workload.map { " in \($0.mode.rawValue)" } ?? ""
      let isLookingBack = model.view.cursor != nil
      let clock = isLookingBack ? Quantity.preciseClock(held.time) : Quantity.clock(held.time)
      return [
        Phrase((isLookingBack ? "at " : "held at ") + clock + mode),
        Phrase(
          isLookingBack ? "\(model.keyTable.name(of: .now)) returns to now" : "sampling goes on",
          .label),
      ] + (model.verdict?.phrases ?? []) + (isLookingBack ? figures(scene, rate) : [])
    }
    var words: [Phrase] = []
    // At a slow interval the figures are older than the clock beside them.
    if let latest = scene.latest, model.elapsed - latest.time >= .seconds(2) {
      words.append(Phrase("as of \(Quantity.clock(latest.time))", .warning))
    }
    if scene.latest == nil { words.append(Phrase("no sample yet", .label)) }
    let verdict = model.verdict?.phrases ?? []
    let left = room - (words + verdict.prefix(1)).reduce(0) { $0 + $1.text.count + 3 }
    // Where hardly a word of it has room, the word stands beside the rate.
    guard let sentence = verdict.last,
      sentence.text.count <= left || left >= Self.fewestColumns
    else { return words + verdict.prefix(1) + figures(scene, rate) }
    return words + verdict.prefix(1) + [Phrase(sentence.text.cut(to: left), sentence.style)]
      + figures(scene, rate, tellsHits: false)
  }

  /// Less room tells too few words of a sentence.
  private static let fewestColumns = 24

  private static func figures(
    _ scene: Scene, _ rate: String?, tellsHits: Bool = true
  ) -> [Phrase] {
    var words: [Phrase] = []
    if let rate { words.append(Phrase("\(rate) allocated")) }
    if tellsHits, let hits = scene.pool?.hitRatio {
      words.append(Phrase("\(Quantity.percent(hits)) of gets reuse a buffer"))
    }
    if let heap = scene.latest?.heap {
      words.append(Phrase("\(Quantity.bytes(heap.inUseSpace)) in use"))
    }
    return words
  }
}

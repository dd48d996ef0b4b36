import Drawing

/// The row of keys: as many as fit.
enum Footer {
  typealias Hint = (binding: KeyBinding, x: Int)

  /// By importance, as many as fit; then in the table's order, so that a key keeps its place.
  static func hints(width: Int, _ keys: KeyTable) -> [Hint] {
    let ranked = KeyBinding.footerOrder.compactMap { action in
      keys.bindings.first { $0.action == action && !$0.name.isEmpty }
    }
    let phrases = ranked.map { Phrase("\($0.name) \($0.hint)") }
    let shown = Set(ranked.prefix(Phrase.fitting(phrases, width: width - 1).count).map(\.action))
    var x = 1
    return keys.bindings.filter { shown.contains($0.action) }.map { binding in
      defer { x += binding.name.count + binding.hint.count + 3 }
      return (binding, x)
    }
  }

  /// What a click on the row means.
  static func action(at x: Int, width: Int, _ keys: KeyTable) -> Action? {
    hints(width: width, keys).last { $0.x <= x }.flatMap { hint in
      x < hint.x + hint.binding.name.count + hint.binding.hint.count + 1
        ? hint.binding.action : nil
    }
  }

  /// While a list is open over the panels, its keys, since no others do anything.
  static func draw(_ model: DashboardModel, y: Int, on canvas: inout Canvas) {
    guard let keys = model.listKeys else { return draw(model.keyTable, y: y, on: &canvas) }
    let phrases = keys.map { Phrase("\($0.name) \($0.hint)") }
    let fitting = Phrase.fitting(phrases, width: canvas.size.width - 1).count
    var x = 1
    for (name, hint) in keys.prefix(fitting) {
      let end = canvas.write(name, x: x, y: y, Style(.key, bold: true))
      x = canvas.write(hint, x: end + 1, y: y, .label) + 2
    }
    if fitting == 0 { canvas.write("q", x: 0, y: y, Style(.key, bold: true)) }
  }

  private static func draw(_ keys: KeyTable, y: Int, on canvas: inout Canvas) {
    let hints = hints(width: canvas.size.width, keys)
    for (binding, x) in hints {
      let end = canvas.write(binding.name, x: x, y: y, Style(.key, bold: true))
      canvas.write(binding.hint, x: end + 1, y: y, .label)
    }
    if hints.isEmpty {
      let quit = keys.bindings.first { $0.action == .quit }?.name ?? ""
      canvas.write(quit, x: 0, y: y, Style(.key, bold: true))
    }
  }
}

extension DashboardModel {
  typealias ListKey = (name: String, hint: String)

  /// What the keys of the open list do, by importance. nil where none is open.
  fileprivate var listKeys: [ListKey]? {
    if let menu {
      let enter = menu.kind == .workloads ? "start" : "jump there"
      return keys(ofListOf: menu.count, enter: menu.count > 0 ? enter : nil)
    }
    guard let findings else { return nil }
    let entries = FindingEntry.all(of: diagnosis, pool: view.poolIndex)
    let selected = findings.selected(in: entries)
    let hasBegin = entries.indices.contains(selected) && entries[selected].span != nil
    return keys(ofListOf: entries.count, enter: hasBegin ? "its begin" : nil)
  }

  private func keys(ofListOf count: Int, enter: String?) -> [ListKey] {
    [(Key.escape.name, "leave")] + (enter.map { [(Key.enter.name, $0)] } ?? [])
      + (count > 1 ? [("\(Key.up.name) \(Key.down.name)", "select")] : [])
  }
}

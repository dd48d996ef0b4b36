import Drawing
import Telemetry

/// What is open over the panels, and the mouse.
extension DashboardModel {
  mutating func openWorkloads() {
    guard !workloads.isEmpty else { return }
    let selected = workloads.firstIndex { $0.name == now?.workload?.name }
    menu = ListMenu(workloads, selected: selected ?? 0)
    showsHelp = false
  }

  /// The newest first. A replay is asked for those that are still to come.
  mutating func openMarks() -> Command? {
    // Not Array(_:): of an empty deque it writes to the one array that all empty ones are, which
    // ThreadSanitizer takes for a race.
    menu = ListMenu(history.marks.map { $0 })
    showsHelp = false
    return replay.map { _ in .replay(.listMarks) }
  }

  /// While a list is open, keys are the list's.
  mutating func choose(with key: Key) -> Command? {
    guard var open = menu else { return nil }
    let outcome = open.press(key.asArrow)
    menu = open
    switch outcome {
    case .chosen(let index):
      menu = nil
      if open.kind == .workloads { return .setWorkload(name: workloads[index].name) }
      let time = open.row(index).time
      if replay != nil { return time.map { .replay(.goTo($0)) } }
      putCursor(onMark: time)
    case .left: menu = nil
    case .open: break
    }
    return nil
  }

  /// While a line is typed, keys are the line's.
  mutating func type(_ key: Key) -> Command? {
    guard var open = prompt else { return nil }
    let entries = open.purpose == .command ? completions(of: open.text) : []
    switch open.press(key, completions: entries.map(\.name)) {
    case .open: prompt = open
    case .left: prompt = nil
    case .done:
      prompt = nil
      if open.purpose == .time { return open.text.isEmpty ? nil : .replay(.seek(open.text)) }
      guard open.purpose == .note else { return carryOut(open, entries) }
      let command = note(open.text)
      if command == nil { notice = "nothing noted" }
      return command
    }
    return nil
  }

  private func note(_ text: String) -> Command? {
    let words = text.split(separator: " ").joined(separator: " ")
    return words.isEmpty ? nil : .note(words)
  }

  private mutating func carryOut(_ prompt: Prompt, _ entries: [PaletteEntry]) -> Command? {
    guard !prompt.text.isEmpty else { return nil }
    let exact = entries.first { $0.name == prompt.text }
    let chosen = entries.indices.contains(prompt.selected) ? entries[prompt.selected] : nil
    switch (exact ?? chosen)?.effect {
    case .action(let action): return perform(action)
    case .workload(let name): return .setWorkload(name: name)
    case .policy(let name): return .setPolicy(name: name)
    case .theme(let name): return take(theme: name)
    case .panel(let index):
      view.hidden.remove(panels[index].title)
      (view.selected, view.isExpanded) = (index, true)
    case .toggle(let index): toggle(panel: index)
    case nil: notice = "no command is named '\(prompt.text)'; \(keyTable.name(of: .help)) lists all"
    }
    return nil
  }

  /// A click selects a panel and puts the cursor where it falls on a time axis; on a key's hint it
  /// is that key. The wheel zooms.
  mutating func handle(_ mouse: Mouse) -> Command? {
    if mouse.action == .wheelUp || mouse.action == .wheelDown {
      let step = mouse.action == .wheelUp ? -1 : 1
      if showsHelp { return handle(.key(step < 0 ? .up : .down)) }
      view.zoom(by: step)
      return nil
    }
    if mouse.action == .press, size.height >= 2, mouse.y == size.height - 1 {
      return Footer.action(at: mouse.x, width: size.width, keyTable).flatMap { perform($0) }
    }
    guard !showsHelp, let (entry, rect) = plan.panel(atX: mouse.x, y: mouse.y) else { return nil }
    if mouse.action == .press { view.selected = entry.index }
    let plot = mouse.x - rect.x - 2 - LineGraph.gutter
    if entry.panel.isOverTime, plot >= 0, plot < rect.width - 4 - LineGraph.gutter {
      let axis = TimeGraph(Scene(self), width: rect.width - 4).axis
      putCursor(at: axis.time(ofColumn: plot))
    }
    return nil
  }
}

extension Key {
  /// The wheel moves through a list as arrows do.
  var asArrow: Key {
    guard case .mouse(let mouse) = self else { return self }
    return mouse.action == .wheelUp ? .up : mouse.action == .wheelDown ? .down : self
  }
}

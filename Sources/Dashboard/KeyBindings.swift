package import Drawing

/// One row of the key table. The footer, the help screen, the command palette and the documentation
/// are made from it.
package struct KeyBinding: Sendable {
  package let keys: [Key]
  package let action: Action
  /// The first key as it is printed.
  package let name: String
  /// One word for the footer.
  package let hint: String
  /// One sentence for the help screen.
  package let help: String

  init(_ keys: [Key], _ action: Action, _ hint: String, _ help: String, name: String? = nil) {
    self.keys = keys
    self.action = action
    self.name = name ?? keys.first?.name ?? ""
    self.hint = hint
    self.help = help
  }

  /// Every key, in the order of the help screen.
  package static let all: [KeyBinding] = lab + time + panels + screen

  /// What is watched.
  private static let lab: [KeyBinding] = [
    KeyBinding(["p"], .put, "put", "put every buffer back into the pool"),
    KeyBinding(["n"], .noput, "noput", "let every buffer go: the mistake under study"),
    KeyBinding(["m"], .toggleMode, "toggle", "switch between put and noput"),
    KeyBinding(["w"], .workloads, "load", "choose another workload from the list"),
    KeyBinding(["P"], .policy, "policy", "go on with the next retention policy of the pool"),
    KeyBinding(
      ["g"], .heapModel, "heap", "switch the heap: collected as in Go, or freed at once"),
    KeyBinding(["c"], .collect, "collect", "have the collector begin a cycle now"),
    KeyBinding(
      ["b"], .burst, "burst", "fire a burst of large buffers, in workload burst"),
    KeyBinding(
      ["f"], .forgetMore, "forget",
      "forget one more buffer in a hundred, in workload forgetful"),
    KeyBinding(["F"], .forgetLess, "recall", "forget one less"),
  ]

  /// Which instant is looked at.
  static let time: [KeyBinding] = [
    KeyBinding([.left], .cursorLeft, "time", "look back in time; the run goes on"),
    KeyBinding([.right], .cursorRight, "forth", "look forward again"),
    KeyBinding([.pageUp], .pageLeft, "far", "look back by a tenth of the time axis"),
    KeyBinding([.pageDown], .pageRight, "near", "look forward by a tenth of it"),
    KeyBinding([.home], .oldest, "oldest", "look at the oldest that is still known"),
    KeyBinding([.end], .now, "now", "look at what happens now"),
    KeyBinding(["["], .previousMark, "mark", "look at the mark before"),
    KeyBinding(["]"], .nextMark, "mark", "look at the next mark"),
    KeyBinding(["M"], .marks, "marks", "list the marks and jump to one"),
    KeyBinding(["z"], .zoomIn, "zoom", "show a shorter time; the mouse wheel does the same"),
    KeyBinding(["Z"], .zoomOut, "out", "show a longer time, up to a week"),
    KeyBinding([" "], .pause, "pause", "hold the screen still; sampling and recording go on"),
    KeyBinding(["N"], .note, "note", "note something: a mark in the graphs and the recording"),
    KeyBinding(["R"], .record, "record", "start or stop recording to a file"),
    KeyBinding(["+", "="], .faster, "fast", "sample more often, down to every 10 ms"),
    KeyBinding(["-", "_"], .slower, "slow", "sample less often, up to every minute"),
  ]

  /// What is shown of it.
  static let panels: [KeyBinding] = [
    KeyBinding(["v"], .findings, "why", "list what is found, on what it rests, and what to do"),
    KeyBinding(
      ["i"], .whatIf, "if", "say what other retention policies would have cost in this time"),
    KeyBinding(
      "1234567890".map { .character($0) }, .selectPanel, "panel",
      "select this panel; again, or where it has no room: expand it", name: "1…0"),
    KeyBinding([.tab], .nextPanel, "next", "select the next panel"),
    KeyBinding([.backTab], .previousPanel, "prior", "select the panel before"),
    KeyBinding(
      ["e", .enter], .expand, "expand", "give the selected panel the whole screen, or end that"),
    KeyBinding([.escape], .back, "leave", "leave what is open, then the panel, then the cursor"),
    KeyBinding(["x"], .hide, "hide", "hide the selected panel"),
    KeyBinding(["X"], .showAll, "show", "show all panels again"),
    KeyBinding([.up, "k"], .up, "up", "choose the pool above, where there are several"),
    KeyBinding([.down, "j"], .down, "down", "choose the pool below"),
    KeyBinding(["o"], .sort, "sort", "sort the pools by something else"),
    KeyBinding(["l"], .logarithmic, "log", "make vertical axes logarithmic or linear"),
    KeyBinding(["s"], .freeze, "freeze", "freeze the scales, or let them follow the values"),
    KeyBinding(["t"], .totals, "totals", "show rates or totals"),
    KeyBinding(
      ["y"], .measure, "bars", "show puts, bytes, utilisation or calls by size class"),
  ]

  /// The screen itself.
  static let screen: [KeyBinding] = [
    KeyBinding([":"], .palette, "command", "type a command by name; tab completes"),
    KeyBinding(["T"], .theme, "theme", "take the next theme of colours"),
    KeyBinding(["S"], .saveScreen, "save", "save the screen as text to a file"),
    KeyBinding([.control("l")], .repaint, "paint", "paint the screen anew"),
    KeyBinding(["?", "h", .function(1)], .help, "help", "show or leave this help"),
    KeyBinding(["q"], .quit, "quit", "quit and print a summary; ^C does the same"),
  ]

  /// The order in which hints leave a footer that is too narrow, last one first: quit stays
  /// longest.
  static let footerOrder: [Action] =
    [
      .quit, .put, .noput, .findings, .play, .seek, .stepForth, .help, .palette, .workloads,
      .cursorLeft, .expand,
      .zoomIn, .record, .playFaster, .pause, .begin, .end, .stepBack, .playSlower, .heapModel,
      .note, .toggleMode, .collect, .marks, .whatIf, .freeze, .logarithmic, .policy,
      .totals, .measure, .zoomOut, .theme, .faster, .slower, .burst, .forgetMore, .forgetLess,
    ]
}

/// The keys that are in force: the key table, with what a person has set otherwise.
package struct KeyTable: Sendable {
  /// Why keys cannot be in force: one sentence.
  package struct Conflict: Error, Equatable {
    package let sentence: String
  }

  package let bindings: [KeyBinding]

  /// Those of a run, or of a replay.
  package init(of bindings: [KeyBinding] = KeyBinding.all) { self.bindings = bindings }

  /// Puts keys in the place of those that actions have. The digits stay those of the panels, and a
  /// key means one thing.
  package init(
    _ changes: [Action: [Key]], of bindings: [KeyBinding] = KeyBinding.all
  ) throws(Conflict) {
    self.bindings = bindings.map { binding in
      guard let keys = changes[binding.action], binding.action != .selectPanel else {
        return binding
      }
      return KeyBinding(keys, binding.action, binding.hint, binding.help)
    }
    var owners: [Key: Action] = [:]
    for binding in self.bindings {
      for key in Set(binding.keys) {
        if let owner = owners.updateValue(binding.action, forKey: key) {
          throw Conflict(
            sentence: "key '\(key.typedName)' is given to '\(owner.rawValue)' and to "
              + "'\(binding.action.rawValue)'")
        }
      }
    }
    guard self.bindings.contains(where: { $0.action == .quit && !$0.keys.isEmpty }) else {
      throw Conflict(sentence: "'quit' needs a key")
    }
  }

  /// The key that does something, as it is printed; empty if none does.
  package func name(of action: Action) -> String {
    bindings.first { $0.action == action }?.name ?? ""
  }

  package func action(for key: Key) -> Action? {
    bindings.first { $0.keys.contains(key) }?.action
  }
}

package import Drawing

/// What a key does.
package enum Action: Sendable {
  case put, noput, toggleMode, workloads, burst, forgetMore, forgetLess, heapModel, collect
  case pause, record, faster, slower, help, quit
}

/// One row of the key table. The footer, the help screen and the documentation are made from it.
package struct KeyBinding: Sendable {
  package let keys: [Key]
  package let action: Action
  /// The keys as they are printed.
  package let name: String
  /// One word for the footer.
  package let hint: String
  /// One sentence for the help screen.
  package let help: String

  /// Every key, in the order of the help screen.
  package static let all: [KeyBinding] = [
    KeyBinding(
      keys: [.character("p")], action: .put, name: "p", hint: "put",
      help: "put every buffer back into the pool"),
    KeyBinding(
      keys: [.character("n")], action: .noput, name: "n", hint: "noput",
      help: "let every buffer go: the mistake under study"),
    KeyBinding(
      keys: [.character("m")], action: .toggleMode, name: "m", hint: "toggle",
      help: "switch between put and noput"),
    KeyBinding(
      keys: [.character("w")], action: .workloads, name: "w", hint: "load",
      help: "choose another workload from the list"),
    KeyBinding(
      keys: [.character("g")], action: .heapModel, name: "g", hint: "heap",
      help: "switch the heap: collected as in Go, or freed at once"),
    KeyBinding(
      keys: [.character("c")], action: .collect, name: "c", hint: "collect",
      help: "have the collector begin a cycle now"),
    KeyBinding(
      keys: [.character("b")], action: .burst, name: "b", hint: "burst",
      help: "fire a burst of large buffers, in workload burst"),
    KeyBinding(
      keys: [.character("f")], action: .forgetMore, name: "f", hint: "forget",
      help: "forget one more buffer in a hundred, in workload forgetful"),
    KeyBinding(
      keys: [.character("F")], action: .forgetLess, name: "F", hint: "recall",
      help: "forget one less"),
    KeyBinding(
      keys: [.character(" ")], action: .pause, name: "space", hint: "pause",
      help: "hold the screen still; sampling and recording go on"),
    KeyBinding(
      keys: [.character("R")], action: .record, name: "R", hint: "record",
      help: "start or stop recording to a file"),
    KeyBinding(
      keys: [.character("+"), .character("=")], action: .faster, name: "+", hint: "fast",
      help: "sample more often, down to every 10 ms"),
    KeyBinding(
      keys: [.character("-"), .character("_")], action: .slower, name: "-", hint: "slow",
      help: "sample less often, up to every minute"),
    KeyBinding(
      keys: [.character("?"), .character("h"), .function(1)], action: .help, name: "?",
      hint: "help",
      help: "show or leave this help; h and F1 do the same"),
    KeyBinding(
      keys: [.character("q")], action: .quit, name: "q", hint: "quit",
      help: "quit and print a summary; ^C does the same"),
  ]

  package static func action(for key: Key) -> Action? {
    all.first { $0.keys.contains(key) }?.action
  }

  /// The order in which hints leave a footer that is too narrow, last one first: quit stays
  /// longest.
  static let footerOrder: [Action] = [
    .quit, .put, .noput, .help, .workloads, .heapModel, .record, .pause, .toggleMode, .collect,
    .faster, .slower, .burst, .forgetMore, .forgetLess,
  ]
}

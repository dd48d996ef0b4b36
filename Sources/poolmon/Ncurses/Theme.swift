import Drawing

/// What each role is written in. The background is the terminal's own in all of them.
///
/// To add one: its table here, and its name in `all`.
struct Theme: Equatable, Sendable {
  let name: String
  /// One sentence for the help.
  let summary: String
  let ink: @Sendable (Style.Role) -> Ink

  private init(_ name: String, _ summary: String, ink: @escaping @Sendable (Style.Role) -> Ink) {
    self.name = name
    self.summary = summary
    self.ink = ink
  }

  static func == (one: Self, other: Self) -> Bool { one.name == other.name }

  static let all = [terminal, dusk, paper, safe, mono]

  static func named(_ name: String) -> Theme? { all.first { $0.name == name } }

  /// What is used unless another is asked for: our own colours where there are enough to choose
  /// from, the person's where there are few.
  static func usual(at depth: ColorDepth) -> Theme {
    switch depth {
    case .indexed, .direct: dusk
    case .none, .eight, .sixteen: terminal
    }
  }

  static let terminal = Theme(
    "terminal", "The terminal's own eight colours, on any background."
  ) { role in
    switch role {
    case .text, .value, .label, .quiet: .own
    case .title, .key, .bar: Ink(.cyan)
    case .good: Ink(.green)
    case .warning: Ink(.yellow)
    case .bad, .allocation: Ink(.red)
    case .threshold: Ink(.magenta)
    case .memory: Ink(.blue)
    }
  }

  static let dusk = Theme("dusk", "Soft colours for a dark background.") { role in
    switch role {
    case .text, .value: .own
    case .label: Ink(0x949494, .own)
    case .quiet: Ink(0x585858, .own)
    case .title, .key: Ink(0xAFD7D7, .brightCyan)
    case .good: Ink(0x5FD787, .brightGreen)
    case .warning: Ink(0xFFD75F, .brightYellow)
    case .bad: Ink(0xFF875F, .brightRed)
    case .threshold: Ink(0xAF87FF, .brightMagenta)
    case .memory: Ink(0x5FAFD7, .brightBlue)
    case .allocation: Ink(0xD7875F, .red)
    case .bar: Ink(0x87AFAF, .cyan)
    }
  }

  static let paper = Theme("paper", "Deep colours for a light background.") { role in
    switch role {
    case .text, .value: .own
    case .label: Ink(0x626262, .own)
    case .quiet: Ink(0x9E9E9E, .own)
    case .title, .key: Ink(0x005F87, .blue)
    case .good: Ink(0x008700, .green)
    case .warning: Ink(0x875F00, .yellow)
    case .bad: Ink(0xAF0000, .red)
    case .threshold: Ink(0x8700AF, .magenta)
    case .memory: Ink(0x005FAF, .blue)
    case .allocation: Ink(0xAF5F00, .red)
    case .bar: Ink(0x5F8787, .cyan)
    }
  }

  /// Okabe and Ito, "Color Universal Design" (2008). Where there are eight, red and green do not
  /// stand beside each other. Greys are in the middle, for light and dark backgrounds.
  static let safe = Theme("safe", "Colours that can be told apart with any colour vision.") {
    role in
    switch role {
    case .text, .value: .own
    case .label, .quiet: Ink(0x808080, .own)
    case .title, .key, .bar: Ink(0x56B4E9, .cyan)
    case .good: Ink(0x009E73, .cyan)
    case .warning: Ink(0xE69F00, .yellow)
    case .bad, .allocation: Ink(0xD55E00, .red)
    case .threshold: Ink(0xCC79A7, .magenta)
    case .memory: Ink(0x0072B2, .blue)
    }
  }

  static let mono = Theme("mono", "No colour: bold, dim and reverse alone.") { _ in .own }
}

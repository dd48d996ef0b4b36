extension Key: ExpressibleByUnicodeScalarLiteral {
  /// "p" is the key that types it.
  package init(unicodeScalarLiteral scalar: Unicode.Scalar) { self = .character(Character(scalar)) }
}

extension Key {
  /// Keys that have a name instead of a character: as they are printed, and as they are typed.
  private static let named: [(key: Key, printed: String, typed: String)] = [
    (.character(" "), "space", "space"), (.escape, "Esc", "esc"), (.enter, "Enter", "enter"),
    (.tab, "Tab", "tab"), (.backTab, "S-Tab", "shift-tab"), (.backspace, "Bksp", "backspace"),
    (.delete, "Del", "delete"), (.up, "↑", "up"), (.down, "↓", "down"), (.left, "←", "left"),
    (.right, "→", "right"), (.home, "Home", "home"), (.end, "End", "end"),
    (.pageUp, "PgUp", "pgup"), (.pageDown, "PgDn", "pgdn"),
  ]

  /// Letters that arrive with Control: c and z are signals; h, i, j and m are Backspace, Tab and
  /// Enter.
  private static let controls = Set("abdefgklnopqrstuvwxy")

  /// The key as it is printed; empty for what a mouse does.
  package var name: String {
    switch self {
    case .character(let character) where character != " ": String(character)
    case .control(let letter): "^" + letter.uppercased()
    case .function(let number): "F\(number)"
    default: Self.named.first { $0.key == self }?.printed ?? ""
    }
  }

  /// The key as a person types it in settings; the inverse of `init(named:)`.
  package var typedName: String {
    switch self {
    case .character(let character) where character != " ": String(character)
    case .control(let letter): "ctrl-\(letter)"
    case .function(let number): "f\(number)"
    default: Self.named.first { $0.key == self }?.typed ?? ""
    }
  }

  /// The key of a name as a person types it: "p", "space", "pgup", "ctrl-l", "f1". nil for others.
  package init?(named name: String) {
    if name.count == 1, let character = name.first, character != " " {
      self = .character(character)
    } else if let named = Self.named.first(where: { $0.typed == name.lowercased() }) {
      self = named.key
    } else if name.lowercased().hasPrefix("ctrl-"), name.count == 6,
      let letter = name.lowercased().last, Self.controls.contains(letter)
    {
      self = .control(letter)
    } else if "fF".contains(name.prefix(1)), let number = Int(name.dropFirst()),
      (1...12).contains(number)
    {
      self = .function(number)
    } else {
      return nil
    }
  }
}

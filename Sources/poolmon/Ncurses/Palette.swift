import CNcurses
import Drawing

/// Colours and attributes for what cells mean, as far as the terminal has them.
struct Palette {
  /// The colour pair of each role, by raw value; 0 is the terminal's own colours.
  let pairs: [Int32]
  /// The attributes of each role, by raw value.
  let attributes: [attr_t]

  /// Without colour, roles differ by bold and dim; and nothing is told by colour alone anyway.
  init(isColorRefused: Bool) {
    let roles = Style.Role.allCases
    guard !isColorRefused, has_colors() else {
      pairs = roles.map { _ in 0 }
      attributes = roles.map(Self.monochrome)
      return
    }
    start_color()
    // The terminal's own background stays.
    use_default_colors()
    let isRich = poolmon_colors() >= 256
    pairs = roles.map { role in
      let pair = Int32(role.rawValue) + 1
      let color = isRich ? Self.rich(role) : Self.basic(role)
      guard color >= 0, init_pair(Int16(pair), Int16(color), -1) == OK else { return 0 }
      return pair
    }
    let pairs = pairs
    attributes = roles.map { role in
      let dim = !isRich && role == .quiet ? poolmon_dim : 0
      return dim | attr_t(bitPattern: COLOR_PAIR(pairs[Int(role.rawValue)]))
    }
  }

  /// Of the 256 colours of xterm; -1 is the terminal's own.
  private static func rich(_ role: Style.Role) -> Int32 {
    switch role {
    case .text, .value: -1
    case .label: 246
    case .quiet: 240
    case .title: 152
    case .good: 78
    case .warning: 221
    case .bad: 209
    case .threshold: 141
    case .memory: 74
    case .allocation: 173
    case .bar: 109
    case .key: 152
    }
  }

  private static func basic(_ role: Style.Role) -> Int32 {
    switch role {
    case .text, .value, .label, .quiet: -1
    case .title, .key, .bar: COLOR_CYAN
    case .good: COLOR_GREEN
    case .warning: COLOR_YELLOW
    case .bad, .allocation: COLOR_RED
    case .threshold: COLOR_MAGENTA
    case .memory: COLOR_BLUE
    }
  }

  private static func monochrome(_ role: Style.Role) -> attr_t {
    switch role {
    case .quiet: poolmon_dim
    case .title, .key, .bad: poolmon_bold
    default: 0
    }
  }
}

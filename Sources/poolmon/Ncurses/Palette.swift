import CNcurses
import Drawing

/// Colours and attributes for what cells mean, as far as the terminal has them.
struct Palette {
  let theme: Theme
  /// The colour pair of each role, by raw value; 0 is the terminal's own colours.
  let pairs: [Int32]
  /// The attributes of each role, by raw value.
  let attributes: [attr_t]

  /// How many colours this terminal has; call once, since it makes ncurses begin with colours.
  ///
  /// `RGB` is ncurses' own capability for numbers that are colours, as in xterm-direct: a flag, a
  /// number of bits, or bits by channel (user_caps(5)). With 2^24 of them it is eight bits each.
  static func beginColor(isWanted: Bool) -> ColorDepth {
    guard isWanted, has_colors(), start_color() == OK else { return .none }
    // The terminal's own background stays.
    use_default_colors()
    let isDirect =
      tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || poolmon_capability("RGB") != nil
    return ColorDepth(colors: Int(poolmon_colors()), isDirect: isDirect)
  }

  /// Makes the colour pairs of a theme, in place of those of the theme before.
  init(_ theme: Theme, at depth: ColorDepth) {
    self.theme = theme
    let pairs = Style.Role.allCases.map { role in
      Self.pair(of: role, color: theme.ink(role).number(at: depth))
    }
    self.pairs = pairs
    // Nothing is told by colour alone; but without any, roles differ by bold and dim.
    let isMono = pairs.allSatisfy { $0 == 0 }
    attributes = Style.Role.allCases.map { role in
      let pair = pairs[Int(role.rawValue)]
      let shade = isMono ? Self.monochrome(role) : role == .quiet && pair == 0 ? poolmon_dim : 0
      return shade | attr_t(bitPattern: COLOR_PAIR(pair))
    }
  }

  /// 0 for the terminal's own colour, and where the terminal has not this one.
  private static func pair(of role: Style.Role, color: Int32) -> Int32 {
    let pair = Int32(role.rawValue) + 1
    return color >= 0 && init_extended_pair(pair, color, -1) == OK ? pair : 0
  }

  private static func monochrome(_ role: Style.Role) -> attr_t {
    switch role {
    case .quiet: poolmon_dim
    case .title, .key, .bad: poolmon_bold
    default: 0
    }
  }
}

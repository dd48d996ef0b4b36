/// How many colours a terminal has.
enum ColorDepth: CaseIterable, Sendable {
  case none, eight, sixteen
  /// The 256 of xterm: 16 that a person sets, a cube, and greys.
  case indexed
  /// Any, as 0xRRGGBB. Numbers below 8, on some terminals below 16 or 256, are of the palette.
  case direct

  /// Of a terminal that has as many colours, and whether their numbers are red, green and blue.
  init(colors: Int, isDirect: Bool) {
    switch colors {
    case ..<8: self = .none
    case ..<16: self = .eight
    case ..<256: self = .sixteen
    case (1 << 24)... where isDirect: self = .direct
    default: self = .indexed
    }
  }
}

/// A colour to write in: the terminal's own, or one of ours and what stands for it where colours
/// are few.
struct Ink: Equatable, Sendable {
  /// The 16 colours that a person sets. So what they look like is not known, and no nearest one can
  /// be computed: a theme names it.
  enum Named: Int32, Sendable {
    /// The terminal's own: what text is written in anyway.
    case own = -1
    case black, red, green, yellow, blue, magenta, cyan, white
    case brightBlack, brightRed, brightGreen, brightYellow
    case brightBlue, brightMagenta, brightCyan, brightWhite

    /// Of the first eight, where there are no more.
    var ofEight: Self {
      switch self {
      // Black on black would not be seen.
      case .brightBlack: .own
      case .own, .black, .red, .green, .yellow, .blue, .magenta, .cyan, .white: self
      case .brightRed: .red
      case .brightGreen: .green
      case .brightYellow: .yellow
      case .brightBlue: .blue
      case .brightMagenta: .magenta
      case .brightCyan: .cyan
      case .brightWhite: .white
      }
    }
  }

  /// 0xRRGGBB; nil where it is to be the named colour everywhere.
  let rgb: UInt32?
  let named: Named

  /// - Precondition: not among the numbers below 256, which may be of the palette.
  init(_ rgb: UInt32, _ named: Named) {
    self.rgb = rgb
    self.named = named
  }

  init(_ named: Named) {
    rgb = nil
    self.named = named
  }

  static let own = Ink(.own)

  /// The terminal's number for it; -1 is its own colour.
  func number(at depth: ColorDepth) -> Int32 {
    switch depth {
    case .none: -1
    case .eight: named.ofEight.rawValue
    case .sixteen: named.rawValue
    case .indexed: rgb.map(Self.nearestIndex) ?? named.rawValue
    // Bright ones may not be of the palette here, and stand for what they are elsewhere.
    case .direct: rgb.map(Int32.init) ?? named.ofEight.rawValue
    }
  }

  /// The nearest of xterm's 256 that a person does not set: of the cube, or of the greys.
  static func nearestIndex(of rgb: UInt32) -> Int32 {
    let candidates = (UInt32(16)...255)
    let best = candidates.min {
      distance(rgb, color(ofIndex: $0)) < distance(rgb, color(ofIndex: $1))
    }
    return Int32(best ?? 16)
  }

  /// What xterm makes of a number from 16 on: a cube of six steps a side, then 24 greys.
  static func color(ofIndex index: UInt32) -> UInt32 {
    guard index < 232 else { return (8 + 10 * (index - 232)) * 0x01_01_01 }
    let steps: [UInt32] = [0x00, 0x5F, 0x87, 0xAF, 0xD7, 0xFF]
    let place = Int(index - 16)
    return steps[place / 36] << 16 | steps[place / 6 % 6] << 8 | steps[place % 6]
  }

  /// The square of the distance of two colours, channel by channel: near enough for a cube that is
  /// as coarse as this.
  private static func distance(_ one: UInt32, _ other: UInt32) -> Int {
    [16, 8, 0].reduce(0) { sum, shift in
      let difference = Int(one >> shift & 0xFF) - Int(other >> shift & 0xFF)
      return sum + difference * difference
    }
  }
}

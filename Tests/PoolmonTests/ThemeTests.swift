import Drawing
import Testing

@testable import poolmon

@Suite struct ThemeTests {
  @Test func namesAreUniqueAndFound() {
    #expect(Set(Theme.all.map(\.name)).count == Theme.all.count)
    for theme in Theme.all {
      #expect(Theme.named(theme.name) == theme)
      #expect(theme.summary.hasSuffix("."))
    }
    #expect(Theme.named("nothing-like-it") == nil)
  }

  @Test func theUsualOneIsThePersonsWhereColoursAreFew() {
    #expect(Theme.usual(at: .indexed) == .dusk && Theme.usual(at: .direct) == .dusk)
    #expect(Theme.usual(at: .eight) == .terminal && Theme.usual(at: .sixteen) == .terminal)
  }

  /// Every theme but mono tells good from bad and from worth a look, at every depth.
  @Test(arguments: Theme.all.filter { $0 != .mono }.map(\.name))
  func rolesDiffer(name: String) throws {
    let theme = try #require(Theme.named(name))
    for depth in ColorDepth.allCases where depth != .none {
      let numbers = [Style.Role.good, .warning, .bad].map { theme.ink($0).number(at: depth) }
      #expect(Set(numbers).count == 3, "\(name), \(depth)")
    }
  }

  @Test(arguments: Theme.all.map(\.name))
  func numbersAreOfTheTerminalsPalette(name: String) throws {
    let theme = try #require(Theme.named(name))
    let limits: [ColorDepth: Int32] = [.none: 0, .eight: 8, .sixteen: 16, .indexed: 256]
    for role in Style.Role.allCases {
      let ink = theme.ink(role)
      for (depth, limit) in limits { #expect((-1..<limit).contains(ink.number(at: depth))) }
      // Where colours are direct, small numbers are of the palette.
      if let rgb = ink.rgb { #expect((0x100...0xFF_FFFF).contains(rgb)) }
    }
  }

  @Test func monoHasNoColour() {
    for role in Style.Role.allCases { #expect(Theme.mono.ink(role) == .own) }
  }

  /// Relative luminance and contrast as WCAG 2 defines them, with a square for its curve.
  private func contrast(of rgb: UInt32, on background: Double) -> Double {
    let channels = [16, 8, 0].map { Double(rgb >> $0 & 0xFF) / 255 }
    let luminance = zip(channels, [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    let (high, low) = (max(luminance, background), min(luminance, background))
    return (high + 0.05) / (low + 0.05)
  }

  /// All but what recedes is read easily: 3 is what WCAG 2 asks of large text and of graphs.
  @Test(arguments: [(Theme.dusk.name, 0.0), (Theme.paper.name, 1.0)])
  func coloursCanBeReadOnTheirBackground(name: String, background: Double) throws {
    let theme = try #require(Theme.named(name))
    for role in Style.Role.allCases where role != .quiet {
      guard let rgb = theme.ink(role).rgb else { continue }
      #expect(contrast(of: rgb, on: background) > 3, "\(name), \(role)")
    }
  }
}

@Suite struct InkTests {
  @Test(arguments: [
    (UInt32(0x5FD787), Int32(78)), (0xFFD75F, 221), (0x949494, 246), (0x585858, 240),
    (0x000000, 16), (0xFFFFFF, 231), (0x0A0A0A, 232), (0xEEEEEE, 255), (0x60D688, 78),
  ])
  func theNearestColour(rgb: UInt32, index: Int32) {
    #expect(Ink.nearestIndex(of: rgb) == index)
  }

  /// What two numbers stand for, the lower one is.
  @Test func eachOfTheNumbersIsNearestToItself() {
    for index in UInt32(16)...255 {
      let color = Ink.color(ofIndex: index)
      #expect(Ink.color(ofIndex: UInt32(Ink.nearestIndex(of: color))) == color)
    }
  }

  @Test func anInkIsWhatTheTerminalHas() {
    let ink = Ink(0x5FD787, .brightGreen)
    let numbers = ColorDepth.allCases.map { ink.number(at: $0) }
    #expect(numbers == [-1, 2, 10, 78, 0x5FD787])
    #expect(ColorDepth.allCases.map { Ink(.red).number(at: $0) } == [-1, 1, 1, 1, 1])
    // Black on black would not be seen.
    #expect(Ink(0x101010, .brightBlack).number(at: .eight) == -1)
  }

  @Test(arguments: [
    (-1, false, ColorDepth.none), (2, false, .none), (8, false, .eight), (16, false, .sixteen),
    (88, false, .sixteen), (256, false, .indexed), (1 << 24, true, .direct),
    (1 << 24, false, .indexed), (1 << 15, true, .indexed),
  ])
  func depths(colors: Int, isDirect: Bool, depth: ColorDepth) {
    #expect(ColorDepth(colors: colors, isDirect: isDirect) == depth)
  }
}

import Testing

@testable import Drawing

@Suite struct AxisTests {
  private func ruler(
    columns: Int = 30, ticks: [Duration] = [], density: [Int] = [], cursor: Duration? = nil
  ) -> String {
    let axis = TimeAxis(columns: columns, span: .seconds(60), end: .seconds(100))
    var canvas = Canvas(Size(width: columns + 1, height: 1))
    TimeRuler(
      axis: axis, label: { "-\($0.components.seconds)" }, ticks: ticks, density: density,
      cursor: cursor
    ).draw(x: 1, y: 0, on: &canvas)
    return canvas.text
  }

  @Test func ticksAndDensityShareTheLine() {
    var density = [Int](repeating: 0, count: 30)
    (density[10], density[11], density[12], density[13]) = (1, 2, 1, 9)
    let text = ruler(ticks: [.seconds(65), .seconds(67)], density: density)
    #expect(text == "└-60 ──────┬═┼╧─ -30 ────── now")
  }

  /// What the cursor would cut is not written.
  @Test func theCursorStandsAlone() {
    #expect(ruler(cursor: .seconds(74)) == "└-60 ────────────▲───────── now")
    #expect(ruler(cursor: .seconds(99)).hasSuffix("─▲"))
  }

  @Test(arguments: GlyphSet.allCases)
  func theTimeOfAColumnIsOnIt(glyphs: GlyphSet) {
    let axis = TimeAxis(columns: 37, span: .seconds(61), end: .seconds(1000), glyphs: glyphs)
    for column in 0..<37 { #expect(axis.column(axis.time(ofColumn: column)) == column) }
  }

  @Test func aLogarithmicAxisHasEvenDecades() {
    let scale = Scale.decimal(holding: 10_000, atLeast: 1).logarithmic(base: 10, powers: 4)
    #expect(scale.floor == 1)
    for (value, fraction) in [(0, 0), (0.5, 0), (1, 0), (10, 0.25), (100, 0.5), (10_000, 1)] {
      #expect(abs(scale.fraction(value) - fraction) < 0.001)
    }
    #expect(scale.middle == 100)
    #expect(scale.fraction(.nan) == 0 && scale.fraction(1e9) == 1)
  }

  @Test func aHeatMapHasShades() {
    let axis = TimeAxis(columns: 12, span: .seconds(12), end: .seconds(12))
    let map = HeatMap(
      ruler: TimeRuler(axis: axis, label: { _ in "" }),
      rows: [
        HeatMap.Row(label: "64K", shares: [0.01, 0.05, 0.1, 0.3, 0.6, 1, 0, nil]),
        HeatMap.Row(label: "32K", shares: [1, 0.5, 0.1]),
      ], style: .text, marks: [.init(time: .seconds(10), label: "", style: .text)])
    var canvas = Canvas(Size(width: 22, height: 3))
    map.draw(on: &canvas)
    #expect(
      canvas.text == """
              64K│·░▒▓██   ┊
              32K│█▓▒      ┊
                 └──────── now
        """)
  }

  @Test func blocksAreEighthsOrPlaces() {
    #expect(GlyphSet.blocks.glyph(0b0000_0111) == "▃")
    #expect(GlyphSet.blocks.glyph(0b1000_0000) == "▔")
    #expect(GlyphSet.blocks.glyph(0b0001_0000) == "─")
    #expect(GlyphSet.blocks.glyph(0b1111_1110) == "│")
    #expect(GlyphSet.blocks.glyph(0) == " ")
    #expect(GlyphSet.braille.glyph(0b0000_0011) == "⣀")
    #expect(GlyphSet.braille.glyph(0b1100_0000) == "⠉")
  }

  /// Every glyph of every pattern is drawn and has a stand-in.
  @Test(arguments: GlyphSet.allCases)
  func patternsAreGlyphs(glyphs: GlyphSet) {
    for pattern in UInt8.min...UInt8.max {
      let glyph = glyphs.glyph(pattern)
      #expect(Glyph.isOneColumn(glyph) && Glyph.ascii(glyph) != "?")
    }
  }

  @Test(arguments: [
    ("p", Key.character("p")), ("space", .character(" ")), ("pgup", .pageUp),
    ("ctrl-l", .control("l")), ("f12", .function(12)), ("shift-tab", .backTab),
    ("F", .character("F")),
  ])
  func keysHaveNames(name: String, key: Key) {
    #expect(Key(named: name) == key)
    #expect(key.typedName == name)
    #expect(!key.name.isEmpty)
  }

  @Test(arguments: ["", "nokey", "f13", "ctrl-", "  "])
  func otherNamesAreNoKeys(name: String) { #expect(Key(named: name) == nil) }
}

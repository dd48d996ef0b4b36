import Testing

@testable import Drawing

@Suite struct GraphTests {
  private func graph(
    _ values: [(Int, Double?)], columns: Int, isFilled: Bool = false,
    marks: [LineGraph.Mark] = [], ticks: [Duration] = []
  ) -> LineGraph {
    let axis = TimeAxis(
      columns: columns, span: .seconds(columns * 2), end: .seconds(columns * 2 - 1))
    return LineGraph(
      ruler: TimeRuler(axis: axis, label: { "-\($0.components.seconds)" }, ticks: ticks),
      scale: Scale(maximum: 8), valueLabel: { "\(Int($0))" },
      series: [
        LineGraph.Series(
          points: values.map { (time: .seconds($0.0), value: $0.1) }, style: .text,
          isFilled: isFilled)
      ], marks: marks)
  }

  private func draw(_ graph: LineGraph, rows: Int) -> String {
    var canvas = Canvas(Size(width: LineGraph.gutter + graph.ruler.axis.columns, height: rows))
    graph.draw(on: &canvas)
    return canvas.text
  }

  @Test func aLineGoesFromPointToPoint() {
    let text = draw(graph([(0, 0), (7, 8), (15, 0)], columns: 8), rows: 3)
    #expect(
      text == """
                8┤  ⣠⠞⠙⢦⡀
                 │⣠⠞⠁   ⠙⢦
                0└──── now
        """)
  }

  @Test func aLineIsNamedWhereThereIsRoom() {
    var graph = graph([(0, 4), (15, 4)], columns: 8)
    graph.series[0].name = "RSS"
    #expect(
      draw(graph, rows: 4) == """
                8┤     RSS
                 │⠒⠒⠒⠒⠒⠒⠒⠒
                 │
                0└──── now
        """)
    graph.series.append(
      LineGraph.Series(
        name: "longer than the graph", points: graph.series[0].points, style: .text,
        isFilled: false))
    #expect(!draw(graph, rows: 4).contains("longer"))
  }

  @Test func aGapIsAGap() {
    let text = draw(graph([(0, 8), (3, 8), (5, nil), (10, 8), (15, 8)], columns: 8), rows: 2)
    #expect(text.split(separator: "\n").first == "        8┤⠉⠉   ⠉⠉⠉")
  }

  @Test func anAreaIsFilledDownToZero() {
    let text = draw(graph([(0, 4), (15, 4)], columns: 8, isFilled: true), rows: 3)
    #expect(text.split(separator: "\n")[1] == "         │⣿⣿⣿⣿⣿⣿⣿⣿")
  }

  @Test func severalPointsInOneColumnKeepTheirPeak() {
    let axis = TimeAxis(columns: 4, span: .seconds(8), end: .seconds(8))
    var graph = graph([], columns: 4)
    graph.ruler.axis = axis
    graph.series[0].points = [
      (.milliseconds(7100), 0), (.milliseconds(7500), 8), (.milliseconds(7900), 0),
    ]
    let text = draw(graph, rows: 3)
    #expect(text.split(separator: "\n")[0].contains("⡇"))
  }

  @Test func marksCrossAndTicksStandOnTheAxis() {
    let mark = LineGraph.Mark(time: .seconds(20), label: "put", style: .good)
    let text = draw(graph([], columns: 24, marks: [mark], ticks: [.seconds(3)]), rows: 4)
    #expect(
      text == """
                8┤          ┊put
                 │          ┊
                 │          ┊
                0└-48 ──────── -24 ─── now
        """)
    let ticks = draw(graph([], columns: 12, ticks: [.seconds(3)]), rows: 2)
    #expect(ticks.hasSuffix("0└─┴────── now"))
  }

  @Test func aGraphMovesOnByWholeDots() {
    // Half a dot later the picture is the same; a dot later it has moved by one.
    let axis = TimeAxis(columns: 10, span: .seconds(20), end: .milliseconds(30_000))
    let same = TimeAxis(columns: 10, span: .seconds(20), end: .milliseconds(30_999))
    let next = TimeAxis(columns: 10, span: .seconds(20), end: .milliseconds(31_000))
    #expect(axis.dot(.seconds(25)) == same.dot(.seconds(25)))
    #expect(axis.dot(.seconds(25)) == next.dot(.seconds(25)) + 1)
    #expect(axis.column(.seconds(30)) == 9)
    #expect(axis.column(.seconds(5)) == nil && axis.column(.seconds(40)) == nil)
  }

  @Test func barsHaveEighthsNamesAndPointers() {
    let chart = BarChart(
      bars: [("64", 0.0), ("128", 4), ("256", 8), ("512", 1)].map {
        BarChart.Bar(label: $0.0, value: $0.1)
      },
      scale: Scale(maximum: 8), valueLabel: { "\(Int($0))" },
      pointers: [.init(bar: 2, text: "max", side: .right)], style: .text)
    var canvas = Canvas(Size(width: 30, height: 4))
    chart.draw(on: &canvas)
    #expect(
      canvas.text == """
                8┤          ████
                0│▁▁▁▁ ████ ████ ▂▂▂▂
                  64   128  256  512
                              ▲ max
        """)
  }

  /// Expects no more than that nothing traps: a canvas clips by itself.
  @Test(arguments: 0...12, 0...6)
  func nothingTrapsAtAnySize(width: Int, height: Int) {
    var canvas = Canvas(Size(width: width * 3, height: height))
    graph([(0, 1), (5, nil), (9, 8)], columns: width * 3 - 10).draw(on: &canvas)
    BarChart(
      bars: [.init(label: "64", value: 1), .init(label: "128", value: nil)],
      scale: Scale(maximum: 1), valueLabel: { "\($0)" },
      pointers: [.init(bar: 1, text: "default", side: .left)], style: .text
    ).draw(on: &canvas)
    Table(widths: [5, 9], rows: [.init("name", ["1", "2"])]).draw(on: &canvas)
    Meter.draw(0.5, x: 0, y: 0, width: width, .text, on: &canvas)
    Frame(title: "title", remarks: ["remark"]).draw(on: &canvas)
  }

  @Test func aTableLeavesOutColumnsThatDoNotFit() {
    let table = Table(
      widths: [6, 6], rows: [.init("gets", ["1", "22"]), .init("puts", ["3", "4"])])
    var wide = Canvas(Size(width: 17, height: 2))
    table.draw(on: &wide)
    #expect(wide.text == "gets      1    22\nputs      3     4")
    var narrow = Canvas(Size(width: 11, height: 1))
    table.draw(on: &narrow)
    #expect(narrow.text == "gets      1")
  }

  @Test(arguments: [
    (0.0, "╌╌╌╌"), (0.001, "━╌╌╌"), (0.5, "━━╌╌"), (1.0, "━━━━"), (9.0, "━━━━"),
    (Double.nan, "╌╌╌╌"),
  ])
  func aMeterIsFilledByShare(share: Double, text: String) {
    var canvas = Canvas(Size(width: 4, height: 1))
    Meter.draw(share, x: 0, y: 0, width: 4, .text, on: &canvas)
    #expect(canvas.text == text)
  }

  @Test func aFrameLeavesOutWordsThatDoNotFit() {
    var canvas = Canvas(Size(width: 20, height: 2))
    Frame(title: "memory", remarks: ["RSS 51.8 MiB"]).draw(on: &canvas)
    #expect(canvas.text == "╭─ memory ─────────╮\n╰──────────────────╯")
    var small = Canvas(Size(width: 6, height: 2))
    Frame(title: "memory").draw(on: &small)
    #expect(small.text == "╭────╮\n╰────╯")
  }

  @Test func everyGlyphHasAnASCIIForm() {
    let drawn = "─│╭╮╰╯┤└┴┊━╌▁▂▃▄▅▆▇█▲●·−–…"
    for scalar in drawn.unicodeScalars {
      let ascii = Glyph.ascii(scalar)
      #expect(ascii.isASCII && ascii != "?", "\(scalar)")
      #expect(Glyph.isOneColumn(scalar), "\(scalar)")
    }
    for pattern in 0...255 {
      #expect(Glyph.ascii(Unicode.Scalar(0x2800 + UInt32(pattern))!).isASCII)
    }
    #expect(Glyph.ascii("é") == "?")
  }
}

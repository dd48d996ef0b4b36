import TestSupport
import Testing

@testable import Reports

@Suite struct GraphTests {
  @Test(
    arguments: [
      (ValueAxis.Kind.bytes, 0.0...9_500_000.0, ["0", "4 MiB", "8 MiB", "12 MiB"]),
      (.bytes, 0...0, ["0", "1 B", "2 B", "3 B", "4 B"]),
      (.perSecond, 0...1_370_000, ["0", "500 k/s", "1 M/s", "1.5 M/s"]),
      (.share, 0.2...0.3, ["0 %", "25 %", "50 %", "75 %", "100 %"]),
      (.cores, 0...1.28, ["0 %", "50 %", "100 %", "150 %"]),
      (.sizes, 32768...32768, ["16 KiB", "32 KiB", "64 KiB"]),
      (.nanoseconds, 60...25_000, ["10 ns", "100 ns", "1 µs", "10 µs", "100 µs"]),
    ])
  func axesHaveRoundNumbers(
    kind: ValueAxis.Kind, range: ClosedRange<Double>, labels: [String]
  ) {
    let axis = ValueAxis(kind, holding: range)
    #expect(axis.ticks.map(axis.label) == labels)
  }

  @Test func anyRangeHasAnAxisThatHoldsIt() {
    var random: SplitMix64 = .seeded("axes")
    let kinds: [ValueAxis.Kind] = [
      .bytes, .bytesPerSecond, .perSecond, .cores, .sizes, .nanoseconds,
    ]
    for _ in 0..<2000 {
      let kind = kinds[Int.random(in: 0..<kinds.count, using: &random)]
      let low = Double(1 << Int.random(in: 0...50, using: &random))
      let high = low * Double.random(in: 1...100_000, using: &random)
      let axis = ValueAxis(kind, holding: low...high)
      #expect((2...6).contains(axis.ticks.count), "\(kind) \(low)...\(high)")
      #expect((axis.ticks.last ?? 0) >= high * (1 - 1e-9), "\(kind) \(low)...\(high)")
      let fractions = [low, high].compactMap { axis.fraction($0) }
      #expect(fractions.count == 2 && fractions[0] <= fractions[1])
    }
  }

  @Test func timesAreRoundAndFew() {
    for length in [0.0, 0.02, 0.5, 3, 59, 61, 3600, 86_400, 1e7] {
      for parts in [4.0, 8] {
        let axis = TimeAxis(12.3...(12.3 + length), parts: parts)
        #expect(axis.ticks.count <= Int(parts) + 1)
        #expect(axis.ticks.allSatisfy { axis.span.contains($0 + 1e-6) || $0 >= 12.3 - 1e-6 })
      }
    }
    #expect(TimeAxis(0...120).ticks.map(TimeAxis(0...120).label).last == "2 min")
  }

  /// Labels are placed beside each other, or not at all.
  @Test func labelsOfMarksNeverOverlap() {
    var random: SplitMix64 = .seeded("labels of marks")
    for _ in 0..<500 {
      let count = Int.random(in: 0...30, using: &random)
      let marks: [(x: Double, word: String)] = (0..<count).map { _ in
        (
          x: Double.random(in: 76...864, using: &random),
          word: String(repeating: "m", count: Int.random(in: 1...16, using: &random))
        )
      }.sorted { $0.x < $1.x }
      let labels = MarkLabels(marks, in: 76...960)
      #expect(labels.placed.count == count)
      #expect(labels.rowCount <= 2)
      for row in 0..<2 {
        var end: Double = 0
        for label in labels.placed where label.row == row {
          let width = Double(label.word.count) * 6.3
          let begin = label.isBefore ? label.x - 4 - width : label.x + 4
          #expect(begin >= end && begin + width <= 960)
          end = begin + width
        }
      }
    }
  }

  /// Also of a line that lies on the axis. What a letter has below its line is 3 at most.
  @Test func namesStayAboveTheAxis() throws {
    let points = (0...9).map { Line.Point(time: Double($0), extent: Extent(100)) }
    let lines = ["p50", "p99"].map { Line(name: $0, points: points) }
    let graph = LineGraph(title: "t", lines: lines, kind: .bytes, span: 0...9)
    for form in [PictureForm.wide, .narrow, .half] {
      var markup = Markup()
      graph.draw(form, id: "id", into: &markup)
      let names = markup.text.split(separator: "<text ").filter { $0.contains("class=\"name ") }
      #expect(names.count == 2)
      for name in names {
        let y = try #require(name.firstMatch(of: /\by="([\d.]+)"/).flatMap { Double($0.1) })
        #expect(y + 3 < PlotArea(form, top: 10).bottom, "\(name)")
      }
    }
  }

  @Test func namesAreMovedApart() {
    #expect(LineGraph.apart([10, 12, 50], by: 14, upTo: 200) == [10, 24, 50])
    #expect(LineGraph.apart([190, 195, 199], by: 14, upTo: 200) == [172, 186, 200])
    #expect(LineGraph.apart([], by: 14, upTo: 200) == [])
  }

  @Test(
    arguments: [
      ([0, 0.2, 0.4, 0.6, 0.8, 1], "▁▂▄▅▇█"), ([0, nil, 1, 1, nil, 0.5], "▁ ██ ▅"),
      ([nil, 1, nil, 0.2], "  █  ▂"),
      // Fewer points than columns: a value holds back to the point before.
      ([0.5, 1, 1], "▅█████"), ([1], "█     "), ([], "      "),
    ] as [([Double?], String)])
  func aRowOfBlocks(values: [Double?], text: String) {
    let end = Double(max(values.count - 1, 1))
    let points = values.enumerated().map {
      Line.Point(time: Double($0), extent: $1.map { Extent($0) })
    }
    let line = Line(name: "x", points: points)
    let axis = ValueAxis(.share, holding: 0...1)
    #expect(Sparkline.text(line, on: axis, over: 0...end, columns: 6) == text)
  }

  /// What is unknown breaks a line, a peak is not lost in a column, and a lone point is a dot.
  @Test func aLineKeepsGapsAndPeaks() {
    func point(_ time: Double, _ value: Double?) -> Line.Point {
      Line.Point(time: time, extent: value.map(Extent.init))
    }
    var points = (0..<5000).map { point(Double($0) / 100, $0 == 2500 ? 1000 : 1) }
    points += [point(60, nil), point(80, 3), point(90, nil)]
    let line = Line(name: "x", points: points)
    #expect(line.range == 1...1000)
    let graph = LineGraph(title: "t", lines: [line], kind: .bytes, span: 0...100)
    var markup = Markup()
    graph.draw(.wide, id: "id", into: &markup)
    let paths = markup.text.split(separator: "<path ").dropFirst()
    let drawn = paths.filter { $0.contains("class=\"line l0\"") }
    #expect(drawn.count == 1)
    #expect(drawn.first?.count { $0 == "M" } == 2)
    #expect(drawn.first?.contains("h0") == true)
    // One point a column at most, and the band reaches the top of the plot.
    #expect((drawn.first?.count { $0 == "L" } ?? 0) <= 800)
    #expect(paths.contains { $0.contains("class=\"band f0\"") && $0.contains(" 14.7L") })
  }
}

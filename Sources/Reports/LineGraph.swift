import Telemetry

/// Lines over time with one value axis, marks across them and gaps left out, as SVG.
struct LineGraph {
  let title: String
  let lines: [Line]
  let kind: ValueAxis.Kind
  /// In seconds.
  let span: ClosedRange<Double>
  var marks: [Mark] = []
  var gaps: [ClosedRange<Double>] = []
  /// When thresholds changed.
  var changes: [Double] = []
  /// Times with a finding.
  var findings: [ClosedRange<Double>] = []

  /// nil where nothing is known.
  var range: ClosedRange<Double>? {
    let ranges = lines.compactMap(\.range)
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else {
      return nil
    }
    return low...high
  }

  /// For those who do not see it: the ends of each line.
  var description: String {
    let known = lines.compactMap { line in
      line.range.map { "\(line.name) \(kind.text($0))" }
    }
    let crossing = marks.map { "\($0.event.word) at \(Quantity.preciseClock($0.time))" }
    let times = findings.map {
      "\(Quantity.clock(.seconds($0.lowerBound)))–\(Quantity.clock(.seconds($0.upperBound)))"
    }
    let told = [("Marks", crossing), ("Findings", times)].filter { !$0.1.isEmpty }
      .map { "\($0.0): " + $0.1.joined(separator: ", ") }
    return ([known.joined(separator: ", ")] + told).joined(separator: ". ") + "."
  }

  func draw(_ form: PictureForm, id: String, into markup: inout Markup) {
    guard let range else { return }
    let axis = ValueAxis(kind, holding: range)
    let time = TimeAxis(span, parts: form.timeParts)
    let place = PlotArea(form, top: 0)
    let labels = MarkLabels(
      marks.map { (place.x(time.fraction($0.time.inSeconds)), $0.event.word) },
      in: place.left...form.width)
    let area = PlotArea(form, top: 10 + Double(labels.rowCount) * MarkLabels.rowHeight)
    let paths = lines.map { LinePath($0, time: time, axis: axis, area: area) }
    markup.picture(form, height: area.height, id: id, title: title, description: description) {
      for gap in gaps {
        let ends = (area.x(time.fraction(gap.lowerBound)), area.x(time.fraction(gap.upperBound)))
        $0.rectangle(
          "gap", x: ends.0, y: area.top, width: ends.1 - ends.0, height: area.plotHeight)
        // A word that is wider than the gap would stand on the lines.
        guard ends.1 - ends.0 > 24 else { continue }
        $0.label("gap", "gap-word", x: (ends.0 + ends.1) / 2, y: area.top + 14, anchor: "middle")
      }
      draw(axis, area, into: &$0)
      for (index, path) in paths.enumerated() { path.drawArea(index, into: &$0) }
      labels.draw(area, into: &$0)
      for (index, path) in paths.enumerated() { path.drawLine(index, into: &$0) }
      for change in changes {
        let x = area.x(time.fraction(change))
        $0.line("change", x, area.bottom - 6, x, area.bottom)
      }
      drawFindings(time, area, into: &$0)
      $0.timeAxis(time, area)
      drawNames(paths, area, into: &$0)
    }
  }

  /// A bar below the time axis, as long as its ticks and never too short to be seen.
  private func drawFindings(_ time: TimeAxis, _ area: PlotArea, into markup: inout Markup) {
    for finding in findings {
      let ends = (
        area.x(time.fraction(finding.lowerBound)), area.x(time.fraction(finding.upperBound))
      )
      let begin = min(ends.0, area.right - 2)
      markup.rectangle(
        "finding", x: begin, y: area.bottom, width: max(ends.1 - begin, 2), height: 4)
    }
  }

  private func draw(_ axis: ValueAxis, _ area: PlotArea, into markup: inout Markup) {
    for tick in axis.ticks {
      let y = area.y(axis.fraction(tick) ?? 0)
      markup.line("grid", area.left, y, area.right, y)
      markup.label(axis.label(tick), "tick", x: area.left - 8, y: y + 4, anchor: "end")
    }
  }

  /// The names at the lines' ends, moved apart where they would overlap.
  private func drawNames(_ paths: [LinePath], _ area: PlotArea, into markup: inout Markup) {
    let ends = paths.enumerated().compactMap { index, path in
      path.end.map { (index: index, x: $0.x, y: $0.y) }
    }.sorted { $0.y < $1.y }
    // Letters such as p reach 3 below the line that they stand on, which is 4 below their place.
    let places = Self.apart(ends.map(\.y), by: 14, upTo: area.bottom - 8)
    for (end, y) in zip(ends, places) {
      // A letter has room where its line ends; a word might stand on the other lines.
      let x = area.form == .half ? end.x : area.right
      markup.label(lines[end.index].name, "name l\(end.index % 4)", x: x + 6, y: y + 4)
    }
  }

  /// Places in order, moved down, and up again from the end, until none is nearer to the next.
  static func apart(_ places: [Double], by distance: Double, upTo end: Double) -> [Double] {
    var result = places
    for index in result.indices.dropFirst() {
      result[index] = max(result[index], result[index - 1] + distance)
    }
    var limit = end
    for index in result.indices.reversed() {
      result[index] = min(result[index], limit)
      limit = result[index] - distance
    }
    return result
  }
}

/// A line's points on a plot.
struct LinePath {
  private struct Place {
    var x: Double
    var mean: Double
    var low: Double
    var high: Double
  }

  private let line: Line
  private let area: PlotArea
  /// What a gap does not break.
  private var pieces: [[Place]] = []

  /// Where the last known value lies. nil without any.
  var end: (x: Double, y: Double)? { pieces.last?.last.map { ($0.x, $0.mean) } }

  init(_ line: Line, time: TimeAxis, axis: ValueAxis, area: PlotArea) {
    self.line = line
    self.area = area
    var piece: [Line.Point] = []
    for point in line.points {
      if point.extent == nil {
        append(piece, time, axis)
        piece = []
      } else {
        piece.append(point)
      }
    }
    append(piece, time, axis)
  }

  /// Points that would stand in one column of the picture are merged: with their extent, so that
  /// no peak is lost.
  private mutating func append(_ points: [Line.Point], _ time: TimeAxis, _ axis: ValueAxis) {
    var merged: [(column: Int, x: Double, extent: Extent)] = []
    for point in points {
      guard let extent = point.extent else { continue }
      let x = area.x(time.fraction(point.time))
      if !line.isStepped, let last = merged.last, merged.count > 1, last.column == Int(x) {
        merged[merged.count - 1].x = x
        merged[merged.count - 1].extent.merge(extent)
      } else {
        merged.append((Int(x), x, extent))
      }
    }
    guard !merged.isEmpty else { return }
    pieces.append(
      merged.map { point in
        func y(_ value: Double) -> Double { area.y(axis.fraction(value) ?? 0) }
        return Place(
          x: point.x, mean: y(point.extent.mean), low: y(point.extent.low),
          high: y(point.extent.high))
      })
  }

  /// What lies between the lowest and the highest values, and below a line that is filled.
  func drawArea(_ index: Int, into markup: inout Markup) {
    for piece in pieces {
      guard let first = piece.first, let last = piece.last, piece.count > 1 else { continue }
      if line.isFilled {
        let path = Self.path(piece.map { ($0.x, $0.mean) })
        let bottom = coordinate(area.bottom)
        markup.element(
          "path",
          [
            "class": "fill f\(index % 4)",
            "d": "\(path)L\(coordinate(last.x)) \(bottom)L\(coordinate(first.x)) \(bottom)Z",
          ])
      }
      guard piece.contains(where: { $0.low - $0.high > 1 }) else { continue }
      let band =
        Self.path(piece.map { ($0.x, $0.high) })
        + Self.path(piece.reversed().map { ($0.x, $0.low) }).replacing("M", with: "L") + "Z"
      markup.element("path", ["class": "band f\(index % 4)", "d": band])
    }
  }

  func drawLine(_ index: Int, into markup: inout Markup) {
    let path = pieces.map { piece in
      // A single point is a dot: a line without length, with round ends.
      piece.count == 1
        ? Self.path(piece.map { ($0.x, $0.mean) }) + "h0"
        : line.isStepped ? Self.steps(piece) : Self.path(piece.map { ($0.x, $0.mean) })
    }
    guard !path.isEmpty else { return }
    markup.element("path", ["class": "line l\(index % 4)", "d": path.joined()])
  }

  private static func path(_ points: [(Double, Double)]) -> String {
    var text = ""
    for (index, point) in points.enumerated() {
      text += "\(index == 0 ? "M" : "L")\(coordinate(point.0)) \(coordinate(point.1))"
    }
    return text
  }

  /// A value holds until the next one.
  private static func steps(_ piece: [Place]) -> String {
    var text = path(piece.prefix(1).map { ($0.x, $0.mean) })
    var y = piece.first?.mean
    for place in piece where place.mean != y {
      text += "H\(coordinate(place.x))V\(coordinate(place.mean))"
      y = place.mean
    }
    return text + (piece.last.map { "H\(coordinate($0.x))" } ?? "")
  }
}

extension ValueAxis.Kind {
  /// "8.9 MiB to 35.2 MiB", or one value.
  func text(_ range: ClosedRange<Double>) -> String {
    let ends = (text(range.lowerBound), text(range.upperBound))
    return ends.0 == ends.1 ? ends.0 : "\(ends.0) to \(ends.1)"
  }
}

/// Vertical bars side by side, at an eighth of a cell, with names below and pointers under them.
package struct BarChart: Sendable {
  package struct Bar: Sendable {
    package var label: String
    /// 0 or more; nil is unknown and draws nothing.
    package var value: Double?

    package init(label: String, value: Double?) {
      self.label = label
      self.value = value
    }
  }

  /// An arrow under a bar with words on one side of it.
  package struct Pointer: Sendable {
    package enum Side: Sendable { case left, right }

    package var bar: Int
    package var text: String
    package var side: Side

    package init(bar: Int, text: String, side: Side) {
      self.bar = bar
      self.text = text
      self.side = side
    }
  }

  /// Columns left of the bars: labels and the axis.
  package static let gutter = ValueAxis.gutter

  package var bars: [Bar]
  package var scale: Scale
  package var valueLabel: @Sendable (Double) -> String
  package var pointers: [Pointer]
  package var style: Style

  package init(
    bars: [Bar], scale: Scale, valueLabel: @escaping @Sendable (Double) -> String,
    pointers: [Pointer], style: Style
  ) {
    self.bars = bars
    self.scale = scale
    self.valueLabel = valueLabel
    self.pointers = pointers
    self.style = style
  }

  /// Fills the canvas: bars, then a row of names, then a row of pointers.
  package func draw(on canvas: inout Canvas) {
    let rows = canvas.size.height - 2
    guard rows > 0, !bars.isEmpty else { return }
    let slot = max((canvas.size.width - Self.gutter) / bars.count, 1)
    for (index, bar) in bars.enumerated() {
      guard let value = bar.value else { continue }
      drawBar(value, x: Self.gutter + index * slot, width: max(slot - 1, 1), rows, on: &canvas)
    }
    for pointer in pointers {
      let x = middle(of: pointer, slot)
      for y in 0..<rows where canvas[x, y].glyph == " " { canvas.set("┊", x: x, y: y, .threshold) }
    }
    ValueAxis(scale: scale, label: valueLabel).draw(rows: rows, zero: rows - 1, on: &canvas)
    drawNames(rows, slot, on: &canvas)
    drawPointers(y: rows + 1, slot, on: &canvas)
  }

  private func middle(of pointer: Pointer, _ slot: Int) -> Int {
    Self.gutter + pointer.bar * slot + max(slot - 1, 1) / 2
  }

  /// A bar of nothing is a quiet line at the bottom, so that the classes can be counted.
  private func drawBar(
    _ value: Double, x: Int, width: Int, _ rows: Int, on canvas: inout Canvas
  ) {
    let eighths = Int((scale.fraction(value) * Double(rows * 8)).rounded(.up))
    for column in x..<x + width {
      guard eighths > 0 else {
        canvas.set("▁", x: column, y: rows - 1, .quiet)
        continue
      }
      for row in 0..<(eighths + 7) / 8 {
        let filled = min(eighths - row * 8, 8)
        canvas.set(Glyph.eighths[filled - 1], x: column, y: rows - 1 - row, style)
      }
    }
  }

  /// As many names as fit with a blank between them, at even steps.
  private func drawNames(_ rows: Int, _ slot: Int, on canvas: inout Canvas) {
    let widest = bars.map(\.label.count).max() ?? 0
    let step = (widest + slot) / slot
    for index in stride(from: 0, to: bars.count, by: max(step, 1)) {
      canvas.write(bars[index].label, x: Self.gutter + index * slot, y: rows, .label)
    }
  }

  private func drawPointers(y: Int, _ slot: Int, on canvas: inout Canvas) {
    let columns = pointers.map { middle(of: $0, slot) }
    for x in columns { canvas.set("▲", x: x, y: y, .threshold) }
    for (x, pointer) in zip(columns, pointers) {
      let right = x + 2
      let left = x - 1 - pointer.text.count
      // Words that have no room on their side go to the other one, or stay away.
      let sides = pointer.side == .right ? [right, left] : [left, right]
      let free = sides.first { start in
        (start..<start + pointer.text.count).allSatisfy { column in
          column >= 0 && column < canvas.size.width && canvas[column, y] == .blank
        }
      }
      if let free { canvas.write(pointer.text, x: free, y: y, .threshold) }
    }
  }
}

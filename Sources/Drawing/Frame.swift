/// A border with a title on the left and remarks on the right of its upper edge.
package struct Frame: Sendable {
  package var title: String
  /// The most important first: as many as fit are shown.
  package var remarks: [Phrase]
  /// The border of what a person has selected is bright and heavy.
  package var isSelected: Bool

  package init(title: String, remarks: [Phrase] = [], isSelected: Bool = false) {
    self.title = title
    self.remarks = remarks
    self.isSelected = isSelected
  }

  private var border: (style: Style, glyphs: [Unicode.Scalar]) {
    isSelected
      ? (Style(.key, bold: true), ["━", "┃", "┏", "┓", "┗", "┛"])
      : (.quiet, ["─", "│", "╭", "╮", "╰", "╯"])
  }

  /// Draws the border along the canvas's edge. A title or a remark that does not fit is left out
  /// whole. Returns the inside.
  @discardableResult
  package func draw(on canvas: inout Canvas) -> Rect {
    let (width, height) = (canvas.size.width, canvas.size.height)
    guard width >= 2, height >= 2 else { return Rect(x: 0, y: 0, width: 0, height: 0) }
    let (style, glyphs) = border
    for x in 1..<width - 1 {
      canvas.set(glyphs[0], x: x, y: 0, style)
      canvas.set(glyphs[0], x: x, y: height - 1, style)
    }
    for y in 1..<height - 1 {
      canvas.set(glyphs[1], x: 0, y: y, style)
      canvas.set(glyphs[1], x: width - 1, y: y, style)
    }
    canvas.set(glyphs[2], x: 0, y: 0, style)
    canvas.set(glyphs[3], x: width - 1, y: 0, style)
    canvas.set(glyphs[4], x: 0, y: height - 1, style)
    canvas.set(glyphs[5], x: width - 1, y: height - 1, style)
    drawWords(on: &canvas)
    return canvas.bounds.inset(left: 1, top: 1, right: 1, bottom: 1)
  }

  private func drawWords(on canvas: inout Canvas) {
    var free = canvas.size.width - 4
    if title.count + 2 <= free {
      canvas.write(" \(title) ", x: 2, y: 0, .title)
      free -= title.count + 2
    }
    let fitting = Phrase.fitting(remarks, width: free - 3)
    guard !fitting.isEmpty else { return }
    let end = canvas.size.width - 3
    let width = fitting.reduce(-2) { $0 + $1.text.count + 2 }
    canvas.set(" ", x: end - width - 1, y: 0, .text)
    canvas.write(fitting, x: end - width, before: end, y: 0)
    canvas.set(" ", x: end, y: 0, .text)
  }
}

/// A border with a title on the left and remarks on the right of its upper edge.
package struct Frame: Sendable {
  package var title: String
  /// The most important first: as many as fit are shown.
  package var remarks: [String]

  package init(title: String, remarks: [String] = []) {
    self.title = title
    self.remarks = remarks
  }

  /// Draws the border along the canvas's edge. A title or a remark that does not fit is left out
  /// whole. Returns the inside.
  @discardableResult
  package func draw(on canvas: inout Canvas) -> Rect {
    let (width, height) = (canvas.size.width, canvas.size.height)
    guard width >= 2, height >= 2 else { return Rect(x: 0, y: 0, width: 0, height: 0) }
    for x in 1..<width - 1 {
      canvas.set("─", x: x, y: 0, .quiet)
      canvas.set("─", x: x, y: height - 1, .quiet)
    }
    for y in 1..<height - 1 {
      canvas.set("│", x: 0, y: y, .quiet)
      canvas.set("│", x: width - 1, y: y, .quiet)
    }
    canvas.set("╭", x: 0, y: 0, .quiet)
    canvas.set("╮", x: width - 1, y: 0, .quiet)
    canvas.set("╰", x: 0, y: height - 1, .quiet)
    canvas.set("╯", x: width - 1, y: height - 1, .quiet)
    drawWords(on: &canvas)
    return canvas.bounds.inset(left: 1, top: 1, right: 1, bottom: 1)
  }

  private func drawWords(on canvas: inout Canvas) {
    var free = canvas.size.width - 4
    if title.count + 2 <= free {
      canvas.write(" \(title) ", x: 2, y: 0, .title)
      free -= title.count + 2
    }
    let fitting = Phrase.fitting(remarks.map { Phrase($0) }, width: free - 3)
    guard !fitting.isEmpty else { return }
    let words = fitting.map(\.text).joined(separator: "  ")
    canvas.write(" \(words) ", before: canvas.size.width - 2, y: 0, .value)
  }
}

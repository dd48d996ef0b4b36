import Drawing

/// What a demonstration tells, beside the mode or on rows below it.
enum Caption {
  static let style = Style(.title, bold: true)

  /// Rows that it takes below the mode.
  static func rows(_ model: DashboardModel, _ size: Size) -> Int {
    guard !model.caption.isEmpty else { return 0 }
    var scratch = Canvas(size)
    return draw(model, on: &scratch)
  }

  /// Draws it on the rows below the mode if it has no room beside that. Returns how many it took.
  @discardableResult
  static func draw(_ model: DashboardModel, on canvas: inout Canvas) -> Int {
    let width = canvas.size.width
    guard !model.caption.isEmpty, canvas.size.height >= 10, !fitsBesideMode(model, width) else {
      return 0
    }
    canvas.write("»", x: 1, y: 2, style)
    return canvas.write(model.caption, x: 3, before: width, y: 2, rows: 2, style)
  }

  static func fitsBesideMode(_ model: DashboardModel, _ width: Int) -> Bool {
    ModeLine.tag(model).count + 5 + model.caption.count <= width
  }
}

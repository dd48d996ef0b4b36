import Drawing

/// What a demonstration tells, on rows below the mode.
enum Caption {
  static let style = Style(.title, bold: true)

  /// Rows that it takes below the mode.
  static func rows(_ model: DashboardModel, _ size: Size) -> Int {
    guard !model.caption.isEmpty else { return 0 }
    var scratch = Canvas(size)
    return draw(model, on: &scratch)
  }

  /// Draws it where there is room for more than it. Returns how many rows it took.
  @discardableResult
  static func draw(_ model: DashboardModel, on canvas: inout Canvas) -> Int {
    let width = canvas.size.width
    guard !model.caption.isEmpty, canvas.size.height >= 10 else { return 0 }
    canvas.write("»", x: 1, y: 2, style)
    return canvas.write(model.caption, x: 3, before: width, y: 2, rows: 2, style)
  }
}

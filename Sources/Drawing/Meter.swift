/// A horizontal bar that is filled from the left.
package enum Meter {
  /// Draws a bar of `width` cells on one row. A share above nothing shows at least one cell.
  package static func draw(
    _ share: Double, x: Int, y: Int, width: Int, _ style: Style, on canvas: inout Canvas
  ) {
    guard width > 0 else { return }
    let share = share.isFinite ? min(max(share, 0), 1) : 0
    let filled = max(Int((share * Double(width)).rounded()), share > 0 ? 1 : 0)
    for column in 0..<width {
      let isFilled = column < filled
      canvas.set(isFilled ? "━" : "╌", x: x + column, y: y, isFilled ? style : .quiet)
    }
  }
}

/// Rows of cells as text: the first column to the left, the others to the right.
package enum TextTable {
  /// - Parameter widths: of the columns, which longer cells exceed.
  package static func line(_ cells: [String], widths: [Int]) -> String {
    zip(cells, widths).enumerated().map { index, column in
      let (cell, width) = column
      let blanks = String(repeating: " ", count: max(width - cell.count, 0))
      return index == 0 ? cell + blanks : blanks + cell
    }.joined()
  }

  /// The same for GitHub, with `left` columns to the left. Cells are written as they are.
  package static func markdown(
    heading: [String], left: Int = 1, _ rows: [[String]]
  ) -> [String] {
    let rule = "|" + heading.indices.map { $0 < left ? "---|" : "---:|" }.joined()
    return [row(heading), rule] + rows.map(row)
  }

  private static func row(_ cells: [String]) -> String {
    cells.reduce("|") { $0 + ($1.isEmpty ? " |" : " \($1) |") }
  }
}

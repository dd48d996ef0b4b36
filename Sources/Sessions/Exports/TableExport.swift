/// How a table is written: lines that each end with a line feed.
package enum TableFormat: Sendable {
  /// RFC 4180 but for the ends of lines, which are single line feeds: what pandas, DuckDB and
  /// spreadsheets read without being told.
  case csv
  /// A flat JSON object a line.
  case ndjson
}

/// A session as a table: a row for each sample and pool.
package struct TableExport: Sendable {
  private let format: TableFormat
  private let selection: ColumnSelection
  /// `"name":` for each column.
  private let keys: [String]

  package init(_ format: TableFormat, _ selection: ColumnSelection) {
    self.format = format
    self.selection = selection
    keys = selection.names.map { ExportValue.jsonString($0) + ":" }
  }

  /// What stands above the rows.
  package var heading: String {
    format == .csv ? selection.names.joined(separator: ",") + "\n" : ""
  }

  package func line(_ row: ExportRow) -> String {
    let values = selection.values(row)
    switch format {
    case .csv: return values.map { $0?.csv ?? "" }.joined(separator: ",") + "\n"
    case .ndjson:
      let fields = zip(keys, values).compactMap { key, value in value.map { key + $0.json } }
      return "{" + fields.joined(separator: ",") + "}\n"
    }
  }
}

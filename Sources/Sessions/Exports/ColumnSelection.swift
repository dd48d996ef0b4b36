/// The columns that an export has, in its order.
package struct ColumnSelection: Sendable {
  /// There is no such column, or the format has no room for it.
  package struct Refused: Error, Equatable {
    package let name: String
    /// Names that there are. Empty where the name is right and the format is not.
    package let names: [String]
  }

  struct Item: Sendable {
    let column: Column
    /// The size classes that are asked for; empty for a column that has none.
    let classes: [Int]
  }

  package enum Shape: Sendable {
    /// Rows of cells: all but histograms.
    case table
    /// Numbers alone; what can be told of two samples is left to whoever reads them, unless it is
    /// asked for.
    case metrics
  }

  let items: [Item]
  let sizeClasses: [Int]

  /// - Parameter names: as the list has them; a name with size classes stands for all of them. nil
  ///   for what suits the shape.
  package init(
    _ names: [String]?, shape: Shape, sizeClasses: [Int]
  ) throws(Refused) {
    self.sizeClasses = sizeClasses
    let keys = Column.all.filter { $0.kind == .key && shape == .table }
    var items = keys.map { Item(column: $0, classes: []) }
    for name in names ?? Self.usual(shape) {
      let item = try Self.item(name, shape, sizeClasses)
      let isDouble = items.contains {
        $0.column.name == item.column.name && $0.classes == item.classes
      }
      if !isDouble { items.append(item) }
    }
    self.items = items
  }

  private static func usual(_ shape: Shape) -> [String] {
    Column.all.filter { column in
      switch column.kind {
      case .counter, .gauge: true
      case .key: false
      case .text, .reading: shape == .table
      case .histogram: shape == .metrics
      }
    }.map(\.name)
  }

  private static func item(
    _ name: String, _ shape: Shape, _ sizeClasses: [Int]
  ) throws(Refused) -> Item {
    for column in Column.all {
      let isRefused =
        switch shape {
        case .table: column.kind == .histogram
        case .metrics: column.kind == .text || column.kind == .key
        }
      if column.name == name {
        if isRefused { throw Refused(name: name, names: []) }
        return Item(column: column, classes: column.hasClasses ? Array(sizeClasses.indices) : [])
      }
      guard column.hasClasses else { continue }
      for (index, size) in sizeClasses.enumerated() where column.name(ofClass: size) == name {
        return Item(column: column, classes: [index])
      }
    }
    throw Refused(name: name, names: Column.all.map(\.name))
  }

  /// Whether any of them is told of two samples.
  package var hasReadings: Bool { items.contains { $0.column.kind == .reading } }

  /// The names of the columns of a table.
  package var names: [String] {
    items.flatMap { item in
      item.column.hasClasses
        ? item.classes.map { item.column.name(ofClass: sizeClasses[$0]) } : [item.column.name]
    }
  }

  /// The values of a row, in the order of `names`.
  package func values(_ row: ExportRow) -> [ExportValue?] {
    var values: [ExportValue?] = []
    for item in items {
      guard item.column.hasClasses else {
        values.append(item.column.value(row))
        continue
      }
      let all = item.column.classValues(row)
      for index in item.classes { values.append(all.indices.contains(index) ? all[index] : nil) }
    }
    return values
  }
}

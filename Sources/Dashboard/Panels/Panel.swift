package import Drawing

/// A framed part of the screen. Pure: draws the scene on a canvas of any size, 0×0 included.
package protocol Panel: Sendable {
  /// What the frame says, and the name by which commands and settings know it.
  var title: String { get }
  var placement: PanelPlacement { get }
  /// Whether its columns are instants, from the value axis on.
  var isOverTime: Bool { get }

  /// The fewest rows, border included, in which the panel says something in so many columns.
  func minimumHeight(width: Int) -> Int
  /// Whether there is anything to show: a list of pools where there are several.
  func hasContent(_ scene: Scene) -> Bool
  /// Figures for the frame, the most important first.
  func remarks(_ scene: Scene) -> [Phrase]
  /// The scale of the vertical axis on a canvas of this size, where there is one: what is frozen.
  func scale(_ scene: Scene, size: Size) -> Scale?
  /// Draws the inside.
  func draw(_ scene: Scene, on canvas: inout Canvas)
}

extension Panel {
  package var isOverTime: Bool { false }
  package func minimumHeight(width: Int) -> Int { placement.leastHeight }
  package func hasContent(_ scene: Scene) -> Bool { true }
  package func remarks(_ scene: Scene) -> [Phrase] { [] }
  package func scale(_ scene: Scene, size: Size) -> Scale? { nil }

  /// The panel with its frame; the selected one's is bright.
  func framed(number: String, _ scene: Scene, size: Size, isSelected: Bool) -> Canvas {
    var canvas = Canvas(size)
    let title = number.isEmpty ? title : "\(number) \(title)"
    let frame = Frame(title: title, remarks: remarks(scene), isSelected: isSelected)
    // A blank column on each side keeps figures off the border.
    let room = frame.draw(on: &canvas).inset(left: 1, right: 1)
    var content = Canvas(room.size)
    draw(scene, on: &content)
    canvas.draw(content, at: room)
    return canvas
  }
}

/// Where a panel stands and how much room it takes.
package struct PanelPlacement: Equatable, Sendable {
  /// Which column of a wide screen. Narrower screens put the columns below each other.
  package enum Column: Sendable {
    case graphs, tables
    /// Graphs that have a column of their own on the widest screens.
    case moreGraphs
  }

  package let column: Column
  /// Panels leave a column that is too low in the order of their ranks, the highest first.
  package let rank: Int
  /// The fewest rows, border included, in which it says something.
  package let leastHeight: Int
  /// The rows that show all there is. A graph uses more, a table does not.
  package let fullHeight: Int
  /// Whether more rows show more: true for graphs.
  package let isElastic: Bool
  /// Whether others may be low so that it is there. One that is not comes when all others that are
  /// there have their full height.
  package let isEssential: Bool

  package init(
    _ column: Column, rank: Int, height: ClosedRange<Int>, isElastic: Bool = false,
    isEssential: Bool = true
  ) {
    self.column = column
    self.rank = rank
    leastHeight = height.lowerBound
    fullHeight = height.upperBound
    self.isElastic = isElastic
    self.isEssential = isEssential
  }
}

/// What stands for a figure that is not known.
let unknown = "–"

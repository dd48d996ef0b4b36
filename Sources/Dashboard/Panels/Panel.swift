import Drawing

/// A framed part of the screen. Pure: draws the scene on a canvas of any size, 0×0 included.
protocol Panel: Sendable {
  /// What the frame says, without the panel's number.
  var title: String { get }
  /// The rows that show all there is. A graph uses more, a table does not.
  var fullHeight: Int { get }
  /// Whether more rows show more: true for graphs.
  var isElastic: Bool { get }

  /// The fewest rows, border included, in which the panel says something in so many columns.
  func minimumHeight(width: Int) -> Int
  /// Figures for the frame, the most important first.
  func remarks(_ scene: Scene) -> [Phrase]
  /// Draws the inside.
  func draw(_ scene: Scene, on canvas: inout Canvas)
}

extension Panel {
  func remarks(_ scene: Scene) -> [Phrase] { [] }

  /// The panel with its frame.
  func framed(number: Int, _ scene: Scene, size: Size) -> Canvas {
    var canvas = Canvas(size)
    let inside = Frame(title: "\(number) \(title)", remarks: remarks(scene)).draw(on: &canvas)
    // A blank column on each side keeps figures off the border.
    let room = inside.inset(left: 1, right: 1)
    var content = Canvas(room.size)
    draw(scene, on: &content)
    canvas.draw(content, at: room)
    return canvas
  }
}

/// What stands for a figure that is not known.
let unknown = "–"

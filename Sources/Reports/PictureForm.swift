import Telemetry

/// How large a picture is drawn, in its own units, which are CSS pixels at that size.
///
/// A page holds a wide and a narrow drawing of each graph, of which the screen's width chooses one:
/// one that is shrunk could not be read.
enum PictureForm: String {
  case wide, narrow
  /// For two beside each other.
  case half

  var width: Double {
    switch self {
    case .wide: 960
    case .narrow: 420
    case .half: 464
    }
  }

  /// Room for the labels of the value axis.
  var left: Double { self == .wide ? 76 : 66 }

  /// Room for the names at the ends of lines.
  var right: Double {
    switch self {
    case .wide: 96
    case .narrow: 84
    case .half: 26
    }
  }

  var plotHeight: Double {
    switch self {
    case .wide: 200
    case .narrow: 180
    case .half: 140
    }
  }

  /// Into how many parts the labels of the time axis may cut it.
  var timeParts: Double { self == .wide ? 8 : 4 }

  /// Columns of a heat map.
  var columns: Int { self == .wide ? 120 : 40 }
}

/// Where the parts of a graph lie.
struct PlotArea {
  let form: PictureForm
  /// Above the plot.
  let top: Double
  let plotHeight: Double

  /// Below the plot: the labels of the time axis.
  static let below = 26.0

  init(_ form: PictureForm, top: Double, plotHeight: Double? = nil) {
    self.form = form
    self.top = top
    self.plotHeight = plotHeight ?? form.plotHeight
  }

  var left: Double { form.left }
  var right: Double { form.width - form.right }
  var bottom: Double { top + plotHeight }
  var height: Double { bottom + Self.below }

  func x(_ fraction: Double) -> Double { left + fraction * (right - left) }
  func y(_ fraction: Double) -> Double { bottom - fraction * plotHeight }
}

/// A coordinate: no screen shows more than a tenth of a unit.
func coordinate(_ number: Double) -> String {
  let text = Quantity.fixed(number, decimals: 1)
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

extension Markup {
  /// An SVG picture with a title and a description for those who do not see it.
  mutating func picture(
    _ form: PictureForm, height: Double, id: String, title: String, description: String,
    _ content: (inout Markup) -> Void
  ) {
    let names = ("\(id)-\(form.rawValue)-title", "\(id)-\(form.rawValue)-text")
    let size = "0 0 \(coordinate(form.width)) \(coordinate(height))"
    element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": form.rawValue, "viewBox": size,
        "role": "img", "aria-labelledby": "\(names.0) \(names.1)",
      ]
    ) {
      $0.element("title", ["id": names.0], text: title)
      $0.element("desc", ["id": names.1], text: description)
      content(&$0)
    }
  }

  mutating func line(_ kind: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    element(
      "line",
      [
        "class": kind, "x1": coordinate(x1), "y1": coordinate(y1), "x2": coordinate(x2),
        "y2": coordinate(y2),
      ])
  }

  mutating func rectangle(
    _ kind: String, x: Double, y: Double, width: Double, height: Double
  ) {
    element(
      "rect",
      [
        "class": kind, "x": coordinate(x), "y": coordinate(y), "width": coordinate(width),
        "height": coordinate(height),
      ])
  }

  /// - Parameter anchor: start, middle or end: which part of the text stands at `x`.
  mutating func label(
    _ text: String, _ kind: String, x: Double, y: Double, anchor: String = "start"
  ) {
    element(
      "text",
      ["class": kind, "x": coordinate(x), "y": coordinate(y), "text-anchor": anchor], text: text)
  }

  /// The time axis below a plot, with its labels.
  mutating func timeAxis(_ axis: TimeAxis, _ area: PlotArea) {
    line("axis", area.left, area.bottom, area.right, area.bottom)
    for tick in axis.ticks {
      let x = area.x(axis.fraction(tick))
      line("axis", x, area.bottom, x, area.bottom + 4)
      label(axis.label(tick), "tick", x: x, y: area.bottom + 17, anchor: "middle")
    }
  }
}

import Drawing
import Telemetry

/// What stands where on a screen of a size.
struct ScreenPlan {
  /// Rows of a demonstration's caption below the mode.
  let captionRows: Int
  /// Where the panels are.
  let body: Rect
  let places: [Layout.Place]

  init(_ model: DashboardModel, _ scene: Scene, size: Size) {
    captionRows = Caption.rows(model, size)
    body = Layout.body(of: size, below: captionRows)
    if model.view.isExpanded, let selected = model.view.selected,
      model.panels.indices.contains(selected)
    {
      let entry = Layout.Entry(index: selected, panel: model.panels[selected])
      places = body.isEmpty ? [] : [(.panel(entry), body)]
    } else {
      places = Layout.places(
        of: model.visibleEntries.filter { $0.panel.hasContent(scene) }, in: body)
    }
  }

  /// Indices of the panels that are there, in their order.
  var shownPanels: [Int] {
    places.compactMap { content, rect in
      if case .panel(let entry) = content, !rect.isEmpty { entry.index } else { nil }
    }.sorted()
  }

  func shows(_ index: Int) -> Bool { shownPanels.contains(index) }

  /// The panel at a position, and its rectangle.
  func panel(atX x: Int, y: Int) -> (entry: Layout.Entry, rect: Rect)? {
    for (content, rect) in places {
      let isInside =
        x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height
      if case .panel(let entry) = content, isInside { return (entry, rect) }
    }
    return nil
  }
}

import Drawing
import Telemetry

/// Arranging the screen: which panels are there, and how they show what they show.
extension DashboardModel {
  /// Panels that are not hidden, in their order, whether there is anything in them or not.
  var visibleEntries: [Layout.Entry] {
    panels.enumerated().filter { !view.hidden.contains($0.element.title) }
      .map { Layout.Entry(index: $0.offset, panel: $0.element) }
  }

  /// Those of them that have something to show.
  private var fullEntries: [Layout.Entry] {
    let scene = Scene(self)
    return visibleEntries.filter { $0.panel.hasContent(scene) }
  }

  /// Changes the arrangement, if that is what the action is.
  mutating func arrange(_ action: Action, _ key: Key?) -> Bool {
    switch action {
    case .selectPanel:
      if case .character(let digit)? = key, let digit = digit.wholeNumberValue {
        select(panel: PanelList.index(ofDigit: digit))
      }
    case .nextPanel: selectNext(1)
    case .previousPanel: selectNext(-1)
    case .expand: expand()
    case .back: goBack()
    case .whatIf: toggleWhatIf()
    case .hide: hideSelected()
    case .showAll: view.hidden = []
    case .up: choosePool(-1)
    case .down: choosePool(1)
    case .sort:
      view.poolOrder = view.poolOrder.next
      notice = "pools by \(view.poolOrder.rawValue)"
    // What was frozen was of something else.
    case .logarithmic: (view.isLogarithmic, view.frozen) = (!view.isLogarithmic, nil)
    case .totals: (view.showsTotals, view.frozen) = (!view.showsTotals, nil)
    case .measure: (view.measure, view.frozen) = (view.measure.next, nil)
    case .freeze: freeze()
    default: return false
    }
    return true
  }

  /// Selects a panel; expands it if it is selected already or has no room on the screen.
  mutating func select(panel index: Int) {
    guard panels.indices.contains(index) else { return }
    view.hidden.remove(panels[index].title)
    if view.selected == index {
      view.isExpanded.toggle()
      return
    }
    view.selected = index
    if !plan.shows(index) { view.isExpanded = true }
  }

  /// What stands where on the screen of now.
  var plan: ScreenPlan { ScreenPlan(self, Scene(self), size: size) }

  private mutating func selectNext(_ step: Int) {
    let candidates = view.isExpanded ? fullEntries.map(\.index) : plan.shownPanels
    guard !candidates.isEmpty else { return }
    let current = view.selected.flatMap(candidates.firstIndex)
    let next = current.map { ($0 + step + candidates.count) % candidates.count }
    view.selected = candidates[next ?? (step > 0 ? 0 : candidates.count - 1)]
  }

  private mutating func expand() {
    guard let panel = view.selected ?? plan.shownPanels.first else { return }
    view.selected = panel
    view.isExpanded.toggle()
  }

  /// Gives policies side by side the whole screen, or ends that.
  private mutating func toggleWhatIf() {
    guard let index = panels.firstIndex(where: { $0 is WhatIfPanel }) else { return }
    if view.selected == index, view.isExpanded {
      (view.selected, view.isExpanded) = (nil, false)
    } else {
      view.hidden.remove(panels[index].title)
      (view.selected, view.isExpanded, showsHelp) = (index, true, false)
    }
  }

  /// Leaves the last thing that was opened.
  private mutating func goBack() {
    if showsHelp {
      showsHelp = false
    } else if view.isExpanded {
      view.isExpanded = false
    } else if view.cursor != nil {
      view.cursor = nil
    } else {
      view.selected = nil
    }
  }

  private mutating func hideSelected() {
    guard let selected = view.selected else {
      notice = "select a panel first, by its number or with Tab"
      return
    }
    toggle(panel: selected)
  }

  /// Hides a panel, or shows it again. The last one stays.
  mutating func toggle(panel index: Int) {
    let title = panels[index].title
    if view.hidden.remove(title) != nil { return }
    guard fullEntries.contains(where: { $0.index != index }) else {
      notice = "the last panel stays"
      return
    }
    view.hidden.insert(title)
    if view.selected == index { (view.selected, view.isExpanded) = (nil, false) }
  }

  private mutating func choosePool(_ step: Int) {
    let order = PoolListPanel.order(Scene(self))
    guard !order.isEmpty else { return }
    // The chosen one may be gone.
    let current = order.firstIndex(of: view.poolIndex) ?? 0
    view.poolIndex = order[min(max(current + step, 0), order.count - 1)]
    view.keepsPool = true
    view.frozen = nil
  }

  /// Freezes each scale as it is drawn; that of a panel without a place as it would be in the
  /// middle of a screen.
  private mutating func freeze() {
    if view.frozen != nil {
      view.frozen = nil
      return
    }
    let scene = Scene(self)
    var scales: [String: Scale] = [:]
    for panel in panels { scales[panel.title] = panel.scale(scene, size: Scene.unseenSize) }
    for (content, rect) in plan.places {
      guard case .panel(let entry) = content else { continue }
      let size = Size(width: rect.width - 4, height: rect.height - 2)
      scales[entry.panel.title] = entry.panel.scale(scene, size: size)
    }
    view.frozen = scales
  }
}

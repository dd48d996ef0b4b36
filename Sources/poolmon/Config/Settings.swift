import Dashboard
import Drawing

/// How the dashboard looks and what its keys are: what the settings file and options say. nil is
/// what suits.
struct Settings: Equatable, Codable {
  enum Axes: String, CaseIterable, Codable { case linear, logarithmic }
  enum Values: String, CaseIterable, Codable { case rates, totals }

  var theme: String?
  var color: ColorChoice?
  var glyphs: GlyphSet?
  var mouse: Bool?
  /// Titles of the panels that are shown.
  var panels: [String]?
  var axes: Axes?
  var values: Values?
  var classes: ClassMeasure?
  /// Keys by the names of what they do; for each, those that take the place of its own.
  var keys: [String: [String]]?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case theme, color, glyphs, mouse, panels, axes, values, classes, keys
  }

  /// What cannot be: one sentence.
  struct Invalid: Error { let sentence: String }

  /// These settings, and the others' where these say nothing. Keys are taken one by one.
  func over(_ other: Settings) -> Settings {
    Settings(
      theme: theme ?? other.theme, color: color ?? other.color, glyphs: glyphs ?? other.glyphs,
      mouse: mouse ?? other.mouse, panels: panels ?? other.panels, axes: axes ?? other.axes,
      values: values ?? other.values, classes: classes ?? other.classes,
      keys: (other.keys ?? [:]).merging(keys ?? [:]) { $1 })
  }

  /// What holds where nothing is said. The theme and the glyphs are those that suit the terminal.
  static func usual(_ terminal: Terminal) -> Settings {
    Settings(
      color: .auto, glyphs: terminal.usualGlyphs, mouse: true,
      panels: PanelList.all.map(\.title), axes: .linear, values: .rates, classes: .puts,
      keys: [:])
  }

  /// - Throws: `Invalid` for names that nothing has.
  func check() throws(Invalid) {
    if let theme, Theme.named(theme) == nil {
      throw Invalid(
        sentence: "no theme is named '\(theme)'; there are "
          + Theme.all.map(\.name).joined(separator: ", "))
    }
    let titles = PanelList.all.map(\.title)
    for panel in panels ?? [] where !titles.contains(panel) {
      throw Invalid(
        sentence: "no panel is named '\(panel)'; there are " + titles.joined(separator: ", "))
    }
    if panels == [] { throw Invalid(sentence: "'panels' is empty; name one at least") }
    _ = try keyTable()
  }

  /// The keys of a run, or of a replay.
  ///
  /// - Throws: `Invalid` for names that nothing has, and for a key that is given twice.
  func keyTable(of bindings: [KeyBinding] = KeyBinding.all) throws(Invalid) -> KeyTable {
    var changes: [Action: [Key]] = [:]
    for (name, keys) in keys ?? [:] {
      guard let action = Action(rawValue: name), action != .selectPanel else {
        throw Invalid(
          sentence: "no key does '\(name)'; 'poolmon config' lists what they do")
      }
      var named: [Key] = []
      for key in keys {
        guard let key = Key(named: key) else {
          throw Invalid(
            sentence: "no key is named '\(key)'; write a character, or a name such as "
              + "space, pgup, shift-tab, ctrl-l, f2")
        }
        named.append(key)
      }
      changes[action] = named
    }
    do throws(KeyTable.Conflict) {
      return try KeyTable(changes, of: bindings)
    } catch {
      throw Invalid(sentence: error.sentence)
    }
  }

  /// The dashboard's view as it begins.
  var view: ViewState {
    var view = ViewState()
    view.glyphs = glyphs ?? .braille
    view.hidden = Set(PanelList.all.map(\.title)).subtracting(panels ?? PanelList.all.map(\.title))
    view.isLogarithmic = axes == .logarithmic
    view.showsTotals = values == .totals
    view.measure = classes ?? .puts
    return view
  }
}

extension GlyphSet: Codable {}
extension ClassMeasure: Codable {}
extension ColorChoice: Codable {}

extension Terminal {
  /// Blocks where fonts lack Braille: the console of Linux.
  var usualGlyphs: GlyphSet { !isUnicode ? .ascii : type == "linux" ? .blocks : .braille }
}

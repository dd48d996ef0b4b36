import ArgumentParser
import Dashboard
import Drawing

/// How the dashboard looks: each setting as an option, which goes before the settings file.
struct AppearanceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The settings file. (default: ~/.config/poolmon/config.json, or below $XDG_CONFIG_HOME)",
      valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "The dashboard's colours. (default: dusk where there are 256 colours, else terminal)",
      valueName: "name"))
  var theme: Theme?

  @Option(
    help: ArgumentHelp(
      "Whether the dashboard has colours. auto: unless NO_COLOR is set. (default: auto)",
      valueName: "when"))
  var color: ColorChoice?

  @Option(
    help: ArgumentHelp(
      "What graphs are drawn with. (default: braille; blocks where TERM is linux; ascii where the "
        + "locale is not UTF-8)", valueName: "set"))
  var glyphs: GlyphSet?

  @Flag(inversion: .prefixedNo, help: "Whether clicks and the wheel are the dashboard's.")
  var mouse: Bool?

  @Option(
    help: ArgumentHelp(
      "Titles of the panels that are shown, with commas between.", valueName: "list"))
  var panels: String?

  @Option(help: ArgumentHelp("Whether vertical axes are linear or logarithmic.", valueName: "kind"))
  var axes: Settings.Axes?

  @Option(help: ArgumentHelp("Whether counts are shown as rates or totals.", valueName: "kind"))
  var values: Settings.Values?

  @Option(help: ArgumentHelp("What the bars of the size classes show.", valueName: "measure"))
  var classes: ClassMeasure?

  @Option(
    name: .customLong("key"),
    help: ArgumentHelp(
      "Give a command other keys, as often as needed: --key quit=q,ctrl-q",
      valueName: "command=keys"))
  var keys: [String] = []

  func validate() throws {
    do {
      try settings().check()
    } catch let error as Settings.Invalid {
      throw ValidationError(error.sentence)
    }
  }

  /// What the options say.
  private func settings() throws -> Settings {
    var bindings: [String: [String]] = [:]
    for key in keys {
      let parts = key.split(separator: "=", maxSplits: 1)
      try require(parts.count == 2, "--key is '\(key)'; write command=key, such as quit=ctrl-q")
      // A comma alone is a key.
      let names = parts[1] == "," ? [","] : parts[1].split(separator: ",").map(String.init)
      bindings[String(parts[0])] = names
    }
    return Settings(
      theme: theme?.name, color: color, glyphs: glyphs, mouse: mouse,
      panels: panels?.split(separator: ",").map {
        String($0.drop { $0 == " " })
      }, axes: axes, values: values, classes: classes, keys: bindings)
  }

  /// Those that a command needs: of a dashboard, or of a file that was named and may be wrong. nil
  /// where there is neither.
  func effective(whereShownOn terminal: Terminal) throws -> Settings? {
    try terminal.isInteractive || config != nil ? effective(terminal) : nil
  }

  /// What the options say, then the file, then what is usual.
  func effective(_ terminal: Terminal) throws -> Settings {
    let settings = try settings().over(SettingsFile.load(config)).over(.usual(terminal))
    // Keys that each are right may be in each other's way.
    do throws(Settings.Invalid) {
      try settings.check()
    } catch {
      throw UsageError(description: error.sentence)
    }
    return settings
  }
}

extension Settings {
  /// The keys of a command that has other ones than a run: what suits a run may be given twice
  /// there.
  func keyTable(of bindings: [KeyBinding], in place: String) throws -> KeyTable {
    do throws(Invalid) {
      return try keyTable(of: bindings)
    } catch {
      throw UsageError(description: "settings, in \(place): \(error.sentence)")
    }
  }
}

extension ColorChoice: ExpressibleByArgument {}
extension GlyphSet: ExpressibleByArgument {}
extension ClassMeasure: ExpressibleByArgument {}
extension Settings.Axes: ExpressibleByArgument {}
extension Settings.Values: ExpressibleByArgument {}

extension Theme: ExpressibleByArgument {
  init?(argument: String) {
    guard let theme = Theme.named(argument) else { return nil }
    self = theme
  }

  static var allValueStrings: [String] { all.map(\.name) }
}

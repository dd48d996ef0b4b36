import ArgumentParser
import Dashboard
import Drawing
import FoundationEssentials
import Glibc

/// `poolmon config`: the settings in force.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Print the settings in force, as a settings file has them.",
    discussion: """
      Options go before the settings file, and that before what is usual. To begin a file of your \
      own: mkdir -p ~/.config/poolmon && poolmon config > ~/.config/poolmon/config.json
      """)

  @OptionGroup var appearance: AppearanceOptions

  @Flag(help: "Print where the settings file is looked for instead.")
  var path = false

  func run() throws {
    if path {
      print(appearance.config ?? SettingsFile.usualPath ?? "")
      return
    }
    var settings = try appearance.effective(Terminal.current)
    settings.keys = try Self.keys(of: settings)
    print(try Self.text(of: settings))
  }

  /// The keys in force, by the names of what they do.
  static func keys(of settings: Settings) throws -> [String: [String]] {
    let bindings = try settings.keyTable().bindings.filter { $0.action != .selectPanel }
    return Dictionary(
      uniqueKeysWithValues: bindings.map { ($0.action.rawValue, $0.keys.map(\.typedName)) })
  }

  static func text(of settings: Settings) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(settings), as: UTF8.self)
  }
}

import ArgumentParser
import Dashboard
import Drawing
import Foundation
import Testing

@testable import poolmon

/// The settings file, its options, and what is said when they cannot be.
@Suite struct SettingsTests {
  private let terminal = Terminal(
    isInteractive: true, type: "xterm-256color", isUnicode: true, isColorRefused: false)

  /// Writes a settings file, and reads the settings in force with it.
  private func effective(_ text: String, _ options: [String] = []) throws -> Settings {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try text.write(to: file, atomically: true, encoding: .utf8)
    return try AppearanceOptions.parse(["--config", file.path] + options).effective(terminal)
  }

  @Test func optionsGoBeforeTheFile() throws {
    let file = #"{"theme":"paper","axes":"logarithmic","keys":{"put":["a"],"quit":["Q"]}}"#
    let settings = try effective(file, ["--theme", "mono", "--key", "put=u,ctrl-p"])
    #expect(settings.theme == "mono" && settings.axes == .logarithmic)
    #expect(settings.values == .rates && settings.glyphs == .braille && settings.mouse == true)
    let table = try settings.keyTable()
    #expect(table.action(for: "u") == .put && table.action(for: .control("p")) == .put)
    #expect(table.action(for: "a") == nil && table.action(for: "p") == nil)
    #expect(table.action(for: "Q") == .quit)
  }

  @Test func everySettingIsAnOption() throws {
    let settings = try effective(
      "{}",
      [
        "--color", "never", "--glyphs", "blocks", "--no-mouse", "--panels", "memory, pool",
        "--axes", "logarithmic", "--values", "totals", "--classes", "utilisation",
      ])
    let view = settings.view
    #expect(view.isLogarithmic && view.showsTotals && view.measure == .utilisation)
    #expect(view.glyphs == .blocks && settings.mouse == false && settings.color == .never)
    #expect(view.hidden.count == PanelList.all.count - 2 && !view.hidden.contains("pool"))
  }

  /// What `poolmon config` prints is a settings file that changes nothing.
  @Test func whatIsPrintedCanBeRead() throws {
    var settings = try effective(#"{"glyphs":"ascii","panels":["cpu"]}"#)
    settings.keys = try ConfigCommand.keys(of: settings)
    let text = try ConfigCommand.text(of: settings)
    #expect(try effective(text) == settings)
  }

  @Test(arguments: [
    ("{", "it is not JSON"), ("[]", "it has to be an object in braces"),
    (#"{"tehme":"dusk"}"#, "no setting is named 'tehme'; there are theme, color"),
    (#"{"theme":"dsuk"}"#, "no theme is named 'dsuk'; there are terminal, dusk"),
    (#"{"theme":5}"#, "'theme' has to be a text in double quotes"),
    (#"{"color":"maybe"}"#, "'color' has a value that it cannot have"),
    (#"{"mouse":"yes"}"#, "'mouse' has to be true or false"),
    (#"{"panels":["pools","pol"]}"#, "no panel is named 'pol'"),
    (#"{"panels":[]}"#, "'panels' is empty"),
    (#"{"keys":{"fly":["a"]}}"#, "no key does 'fly'"),
    (#"{"keys":{"put":["hyper-x"]}}"#, "no key is named 'hyper-x'"),
    (#"{"keys":{"put":["n"]}}"#, "key 'n' is given to 'put' and to 'noput'"),
    (#"{"keys":{"put":"a"}}"#, "'keys.put' has to be a list in square brackets"),
    (#"{"keys":{"quit":[]}}"#, "'quit' needs a key"),
  ])
  func whatIsWrongIsSaidInALine(text: String, sentence: String) throws {
    let error = #expect(throws: UsageError.self) { try effective(text) }
    let description = try #require(error?.description)
    #expect(description.hasPrefix("settings '") && description.contains(": \(sentence)"))
    #expect(!description.contains("\n"))
  }

  @Test func keysCanChangePlaces() throws {
    let table = try effective(#"{"keys":{"put":["n"],"noput":["p"]}}"#).keyTable()
    #expect(table.action(for: "n") == .put && table.action(for: "p") == .noput)
  }

  @Test func aFileThatIsNamedMustBeThere() {
    let error = #expect(throws: UsageError.self) { try SettingsFile.load("/nowhere/config.json") }
    #expect(error?.description.contains("cannot read settings '/nowhere/config.json'") == true)
  }

  @Test(arguments: [
    ["--theme", "nothing"], ["--color", "yes"], ["--panels", "nothing"], ["--key", "quit"],
    ["--key", "fly=a"], ["--key", "quit=hyper-x"], ["--axes", "bent"],
  ])
  func wrongOptionsAreRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try AppearanceOptions.parse(arguments) }
  }

  @Test(arguments: [
    ("xterm", true, GlyphSet.braille), ("linux", true, .blocks),
    ("xterm", false, .ascii),
  ])
  func glyphsSuitTheTerminal(type: String, isUnicode: Bool, glyphs: GlyphSet) {
    let terminal = Terminal(
      isInteractive: true, type: type, isUnicode: isUnicode, isColorRefused: false)
    #expect(terminal.usualGlyphs == glyphs)
  }
}

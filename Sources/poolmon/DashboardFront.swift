import Dashboard
import Drawing
import Glibc

/// The dashboard on a terminal.
final class DashboardFront: Front {
  private let screen: NcursesScreen
  private var model: DashboardModel
  /// The last frame without a line that is typed: what a command saves that was typed for it.
  private var shown = Canvas(Size(width: 0, height: 0))

  let input: Int32? = STDIN_FILENO

  /// Takes the terminal. `model` is made with the name of the theme in force.
  init(
    _ terminal: Terminal, _ settings: Settings, _ output: TerminalOutput,
    model: (Settings, String) -> DashboardModel
  ) throws(Terminal.Unusable) {
    var terminal = terminal
    terminal.isUnicode = terminal.isUnicode && settings.glyphs != .ascii
    screen = try NcursesScreen(
      terminal,
      ScreenSettings(
        color: settings.color ?? .auto, theme: settings.theme.flatMap(Theme.named),
        mouse: settings.mouse ?? true),
      output: output)
    self.model = model(settings, screen.theme.name)
  }

  func receive(_ event: Event) -> Command? { model.handle(event) }

  func nextCommand() -> Command? {
    while let key = screen.nextKey() {
      if let command = model.handle(.key(key)) { return command }
    }
    return nil
  }

  var isGone: Bool { screen.isGone }
  var conclusion: String? { model.conclusion }
  var isAtWork: Bool { model.isAtWork }

  func draw() -> Bool {
    _ = model.handle(.size(screen.size))
    let canvas = DashboardView.draw(model, size: screen.size)
    if model.prompt == nil { shown = canvas }
    screen.show(canvas)
    return true
  }

  func carryOut(_ command: Command) -> String? {
    switch command {
    case .setTheme(let name):
      if let theme = Theme.named(name) { screen.setTheme(theme) }
    case .repaint: screen.repaint()
    case .saveScreen: return saveScreen()
    default: break
    }
    return nil
  }

  /// Writes what was shown last to a new file in the current folder. Says what came of it.
  private func saveScreen() -> String {
    let text = screen.text(of: shown) + "\n"
    do throws(NewFile.Failure) {
      return "saved the screen to \(try NewFile.write(Array(text.utf8), endingIn: ".txt"))"
    } catch {
      return "cannot save the screen: \(error.reason)"
    }
  }

  func suspend() { screen.suspend() }
  func resume() { screen.resume() }
  func close() { screen.close() }
}

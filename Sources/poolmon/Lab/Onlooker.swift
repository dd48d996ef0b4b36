import Dashboard
import Sessions

/// Who looks on while something runs: the lab, or a Go program.
enum Onlooker {
  case person(LookOptions)
  case check(CheckFront)

  /// How the dashboard looks; nil where there is none.
  func settings(on terminal: Terminal) throws -> Settings? {
    guard case .person(let look) = self else { return nil }
    return try look.appearance.effective(whereShownOn: terminal)
  }

  func wantsDashboard(on terminal: Terminal, _ watch: WatchOptions) -> Bool {
    guard case .person(let look) = self else { return false }
    return terminal.isInteractive && !look.plain && !watch.recordsToStandardOutput
  }

  /// The dashboard where there is a terminal for it, else rows of text; nothing beside a session on
  /// stdout, and for a check.
  func front(
    _ header: SessionHeader, _ watch: WatchOptions, _ terminal: Terminal, _ settings: Settings?,
    _ output: TextOutput, _ signals: SignalPipe, model: (Settings, String) -> DashboardModel
  ) -> any Front {
    if case .check(let front) = self {
      front.begin(header)
      return front
    }
    if watch.recordsToStandardOutput {
      return SilentFront(isEndAsked: { signals.isEndAsked })
    }
    let text = { TextFront(output: output, sizeClasses: header.sizeClasses) }
    guard let settings, wantsDashboard(on: terminal, watch) else { return text() }
    do throws(Terminal.Unusable) {
      return try DashboardFront(
        terminal, settings, TerminalOutput(isEndAsked: { signals.isEndAsked }), model: model)
    } catch {
      complain(error.description)
    }
    return text()
  }

  /// Tells a person what was seen, after the run. A check tells what it found itself.
  func sumUp(
    _ subject: [String], _ run: RunLoop, _ watch: WatchOptions, to output: TextOutput
  ) throws {
    guard case .person = self, !watch.recordsToStandardOutput else { return }
    try output.write(lines: Summary(run, of: subject).lines)
  }
}

extension DashboardChoices {
  static var allThemes: [Self.Theme] {
    poolmon.Theme.all.map { .init(name: $0.name, summary: $0.summary) }
  }
}

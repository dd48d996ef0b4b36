import ByteBufferPool
import Dashboard
import Sessions
import Telemetry

/// What whoever watches something as it happens has in common: the lab, and a Go process.
extension WatchOptions {
  func wantsDashboard(on terminal: Terminal) -> Bool {
    terminal.isInteractive && !plain && !recordsToStandardOutput
  }

  /// The dashboard where there is a terminal for it, else rows of text; nothing beside a session on
  /// stdout.
  func front(
    _ terminal: Terminal, _ settings: Settings?, _ output: TextOutput, _ signals: SignalPipe,
    model: (Settings, String) -> DashboardModel
  ) -> any Front {
    if recordsToStandardOutput { return SilentFront(isEndAsked: { signals.isEndAsked }) }
    guard let settings, wantsDashboard(on: terminal) else { return text(output) }
    do throws(Terminal.Unusable) {
      return try DashboardFront(
        terminal, settings, TerminalOutput(isEndAsked: { signals.isEndAsked }), model: model)
    } catch {
      complain(error.description)
    }
    return text(output)
  }

  private func text(_ output: TextOutput) -> TextFront {
    TextFront(output: output, sizeClasses: SizeClass.sizes)
  }

  func header(of source: SessionHeader.Source, started: String) -> SessionHeader {
    SessionHeader(
      tool: "poolmon \(Poolmon.version)", started: started,
      intervalNanoseconds: interval.duration.wholeNanoseconds, source: source,
      sizeClasses: SizeClass.sizes, host: Machine.host())
  }
}

extension DashboardChoices {
  static var allThemes: [Self.Theme] {
    poolmon.Theme.all.map { .init(name: $0.name, summary: $0.summary) }
  }
}

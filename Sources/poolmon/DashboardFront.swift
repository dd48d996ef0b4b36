import Dashboard
import Drawing
import Glibc

/// The dashboard on a terminal.
final class DashboardFront: Front {
  private let screen: NcursesScreen
  private var model: DashboardModel

  let input: Int32? = STDIN_FILENO

  init(screen: NcursesScreen, model: DashboardModel) {
    self.screen = screen
    self.model = model
  }

  func receive(_ event: Event) -> Command? { model.handle(event) }

  func nextCommand() -> Command? {
    while let key = screen.nextKey() {
      if key == .control("l") { screen.repaint() }
      if let command = model.handle(.key(key)) { return command }
    }
    return nil
  }

  var isGone: Bool { screen.isGone }

  func draw() -> Bool {
    screen.show(DashboardView.draw(model, size: screen.size))
    return true
  }

  func suspend() { screen.suspend() }
  func resume() { screen.resume() }
  func close() { screen.close() }
}

/// A command as it is typed.
package struct PaletteEntry: Sendable {
  package enum Effect: Sendable {
    case action(Action)
    case workload(String)
    case policy(String)
    case theme(String)
    case panel(Int)
    /// Shows or hides a panel.
    case toggle(Int)
  }

  package let name: String
  package let help: String
  /// The key that does the same; empty if none does.
  package let keys: String
  package let effect: Effect
}

extension DashboardModel {
  /// Every command by name: one a key, and one for each thing that can be chosen.
  package var palette: [PaletteEntry] {
    // What belongs to the place of a key or a list makes no sense as a command.
    let actions = keyTable.bindings.filter { ![.selectPanel, .palette].contains($0.action) }.map {
      PaletteEntry(
        name: $0.action.rawValue, help: $0.help, keys: $0.name, effect: .action($0.action))
    }
    let workloads = workloads.map {
      PaletteEntry(
        name: "workload \($0.name)", help: $0.summary, keys: "", effect: .workload($0.name))
    }
    let policies = choices.policies.map {
      PaletteEntry(
        name: "policy \($0)", help: "retain buffers by this policy", keys: "", effect: .policy($0))
    }
    let themes = choices.themes.map {
      PaletteEntry(name: "theme \($0.name)", help: $0.summary, keys: "", effect: .theme($0.name))
    }
    let panels = panels.enumerated().flatMap { index, panel in
      [
        PaletteEntry(
          name: "panel \(panel.title)", help: "expand this panel", keys: PanelList.number(index),
          effect: .panel(index)),
        PaletteEntry(
          name: "toggle \(panel.title)", help: "show or hide this panel", keys: "",
          effect: .toggle(index)),
      ]
    }
    return actions + workloads + policies + themes + panels
  }

  /// Commands that begin with what was typed, then those that contain it.
  package func completions(of text: String) -> [PaletteEntry] {
    let typed = text.lowercased()
    let all = palette.filter { $0.name.contains(typed) }
    return all.filter { $0.name.hasPrefix(typed) } + all.filter { !$0.name.hasPrefix(typed) }
  }
}

import ArgumentParser
import Workloads

/// `poolmon workloads`: the catalogue.
struct WorkloadsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workloads",
    abstract: "List the workloads: what each does, and what to look for.")

  func run() throws {
    let width = WorkloadKind.all.map(\.name.count).max() ?? 0
    for kind in WorkloadKind.all {
      print(kind.name + String(repeating: " ", count: width + 2 - kind.name.count) + kind.summary)
      print(String(repeating: " ", count: width + 2) + "look for: \(kind.lookFor)")
    }
  }
}

import ArgumentParser

/// `poolmon lab`, the default: runs a workload on poolmon's own pool and shows it.
struct LabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "Run a workload on a pool and watch it (the default).")

  @OptionGroup var lab: LabOptions
  @OptionGroup var watch: WatchOptions
  @OptionGroup var look: LookOptions

  func validate() throws { try watch.requireUseOfForce() }

  func run() throws { try LabRun(lab: lab, watch: watch, onlooker: .person(look)).run() }
}

import ArgumentParser
import Workloads

/// `poolmon demo`: a workload, with captions that tell what happens.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Run a workload, with captions that tell what happens.",
    discussion: "'poolmon workloads' lists the names. Keys and options are those of the lab.")

  @Argument(
    help: ArgumentHelp("The workload. (default: \(WorkloadKind.all[0].name))", valueName: "name"),
    transform: WorkloadKind.parse)
  var name = WorkloadKind.all[0]

  @OptionGroup var lab: LabOptions
  @OptionGroup var watch: WatchOptions
  @OptionGroup var look: LookOptions

  func validate() throws {
    let isOther = lab.workload.name != WorkloadKind.all[0].name && lab.workload.name != name.name
    try require(!isOther, "a demonstration is of one workload; leave out --workload")
    try require(lab.sizes == nil, "a demonstration has lengths of its own; leave out --sizes")
    try watch.requireUseOfForce()
  }

  func run() throws {
    var lab = lab
    lab.workload = name
    lab.rate = lab.rate ?? name.story.rate
    try LabRun(lab: lab, watch: watch, onlooker: .person(look), isDemonstration: true).run()
  }
}

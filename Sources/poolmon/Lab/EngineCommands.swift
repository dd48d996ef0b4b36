import Dashboard
import Telemetry
import Workloads

/// What the dashboard asks of what it watches.
extension WorkloadEngine {
  /// What a command came to: whether something switched that a sample should show at once, and what
  /// there is to tell.
  struct Outcome {
    var isSwitch = false
    var notice: String?
  }

  /// Carries out a command that is for the engine; others are nothing to it.
  func carryOut(_ command: Command) -> Outcome {
    switch command {
    case .setMode(let mode): self.mode = mode
    case .setWorkload(let name):
      guard let kind = WorkloadKind.named(name) else { return Outcome() }
      self.kind = kind
    case .setPolicy(let name):
      guard let policy = Self.policy(named: name) else { return Outcome() }
      self.policy = policy
      return Outcome(isSwitch: true, notice: "retention policy \(name)")
    case .setHeapModel(let model): heap.model = model
    case .collect:
      heap.askForCycle()
      return Outcome()
    case .fireBurst:
      guard kind.name == "burst" else { return Outcome(notice: "only workload burst fires bursts") }
      fireBurst()
      return Outcome()
    case .changeForgotten(let percent): return changeForgotten(byPercent: percent)
    default: return Outcome()
    }
    return Outcome(isSwitch: true)
  }

  private func changeForgotten(byPercent percent: Int) -> Outcome {
    forgottenShare += Double(percent) / 100
    let isInForce = kind.name == "forgetful"
    let share = Quantity.percent(forgottenShare)
    return Outcome(notice: "\(share) are forgotten" + (isInForce ? "" : ", in workload forgetful"))
  }
}

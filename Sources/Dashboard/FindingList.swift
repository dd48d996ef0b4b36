import Diagnosis
import Drawing
import Telemetry

/// A row of the list of findings: what stands, what has ended, what cannot be told yet.
enum FindingEntry: Equatable {
  case standing(FindingSpan)
  case past(FindingSpan)
  case learning(rule: String, missing: String)

  /// What stands, the worst first; what has ended, the newest first; what is still to be learned of
  /// one pool.
  static func all(of diagnosis: Diagnostician, pool: Int) -> [FindingEntry] {
    diagnosis.standing.map { .standing($0) } + diagnosis.past.reversed().map { .past($0) }
      + diagnosis.missing(pool: pool).map { .learning(rule: $0.rule, missing: $0.what) }
  }

  var span: FindingSpan? {
    switch self {
    case .standing(let span), .past(let span): span
    case .learning: nil
    }
  }

  /// Stays the same while its figures change.
  var identity: String {
    switch self {
    case .standing(let span), .past(let span):
      "\(span.pool) \(span.finding.name) \(span.start.wholeNanoseconds)"
    case .learning(let rule, _): rule
    }
  }
}

/// The list of findings, while it is open: what is selected in it.
package struct FindingList: Equatable, Sendable {
  /// What a key came to.
  enum Outcome: Equatable {
    case open, left
    /// To look at an instant.
    case chosen(Duration)
  }

  /// The identity of the selected entry. nil for the first.
  private var chosen: String?

  func selected(in entries: [FindingEntry]) -> Int {
    entries.firstIndex { $0.identity == chosen } ?? 0
  }

  mutating func press(_ key: Key, _ entries: [FindingEntry]) -> Outcome {
    let selected = selected(in: entries)
    switch key.asArrow {
    case .up, "k": select(selected - 1, in: entries)
    case .down, "j": select(selected + 1, in: entries)
    case .home: select(0, in: entries)
    case .end: select(entries.count - 1, in: entries)
    case .pageUp: select(selected - 10, in: entries)
    case .pageDown: select(selected + 10, in: entries)
    case .enter:
      guard entries.indices.contains(selected), let span = entries[selected].span else {
        return .open
      }
      return .chosen(span.start)
    case .escape, "q", "v": return .left
    default: break
    }
    return .open
  }

  private mutating func select(_ index: Int, in entries: [FindingEntry]) {
    guard !entries.isEmpty else { return }
    chosen = entries[min(max(index, 0), entries.count - 1)].identity
  }
}

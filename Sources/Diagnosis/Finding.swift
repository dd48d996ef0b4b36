/// Something that is going on with a pool, and what it rests on.
package struct Finding: Equatable, Sendable {
  package enum Severity: Int, Comparable, CaseIterable, Sendable {
    /// Worth knowing.
    case notice
    /// It costs: memory or time.
    case warning
    /// It ends badly: memory runs out.
    case critical

    package static func < (left: Severity, right: Severity) -> Bool {
      left.rawValue < right.rawValue
    }

    package var name: String {
      switch self {
      case .notice: "notice"
      case .warning: "warning"
      case .critical: "critical"
      }
    }
  }

  /// A figure that it rests on, with its unit, and the time that it was taken over.
  package struct Evidence: Equatable, Sendable {
    package let name: String
    package let figure: String
    /// nil for what is true now.
    package let span: Duration?

    init(_ name: String, _ figure: String, over span: Duration? = nil) {
      self.name = name
      self.figure = figure
      self.span = span
    }
  }

  /// Its rule's name, "not put back"; with dashes, its heading in docs/DIAGNOSIS.md.
  package let name: String
  package let severity: Severity
  /// What is going on, in one sentence, short enough for a line of 80 columns.
  package let sentence: String
  package let evidence: [Evidence]
  /// What to do about it, in one sentence.
  package let advice: String

  /// Where docs/DIAGNOSIS.md tells more.
  package var anchor: String {
    "DIAGNOSIS.md#" + String(name.map { $0 == " " ? "-" : $0 })
  }
}

/// A finding that stood, or stands.
package struct FindingSpan: Equatable, Sendable {
  /// The pool's place in the samples, and its name, which may come later than the pool.
  package let pool: Int
  package internal(set) var poolName: String
  /// It is of the whole process: no pool's, whatever pool was asked.
  package let isOfProcess: Bool
  /// As it is; of one that is over, as it was before it began to fade.
  package internal(set) var finding: Finding
  /// When what it tells was first and last seen.
  package let start: Duration
  package internal(set) var end: Duration

  /// What it is of, in a word: the pool's name, or "process".
  package var subject: String { isOfProcess ? Self.process : poolName }

  package static let process = "process"
}

/// Lines of a session that were passed over.
package struct Damage: Equatable, Sendable {
  /// Neither a sample nor a remark: cut short, overwritten, or another program's.
  package var unreadable = 0
  /// Samples that are not later than the one before them: there is one value an instant.
  package var disordered = 0
  /// Of a version of the format that this program does not know.
  package var newer = 0
  /// Whether the end is within a line.
  package var hasTornEnd = false

  /// Names of files of a folder that are called as sessions are, and are none.
  package private(set) var foreignFiles: [String] = []

  package init() {}

  /// The same of a folder that has such files, too.
  func beside(_ foreign: [String]) -> Damage {
    var damage = self
    damage.foreignFiles = foreign
    return damage
  }

  package var lines: Int { unreadable + disordered + newer + (hasTornEnd ? 1 : 0) }

  /// "3 lines passed over: 2 unreadable, 1 out of order; no session, passed over: a.ndjson"; nil
  /// where nothing was.
  package var words: String? {
    let words = [lineWords, fileWords].compactMap { $0 }
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }

  private var fileWords: String? {
    guard !foreignFiles.isEmpty else { return nil }
    let names = foreignFiles.prefix(3).joined(separator: ", ")
    let more = foreignFiles.count > 3 ? " and \(foreignFiles.count - 3) more" : ""
    return "no \(foreignFiles.count == 1 ? "session" : "sessions"), passed over: \(names)\(more)"
  }

  private var lineWords: String? {
    guard lines > 0 else { return nil }
    let kinds = [
      (unreadable, "unreadable"), (disordered, "out of order"), (newer, "of a newer version"),
      (hasTornEnd ? 1 : 0, "cut short at the end"),
    ]
    let counted = kinds.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    return "\(lines) \(lines == 1 ? "line" : "lines") passed over: \(counted)"
  }
}

import ArgumentParser
import Glibc
import GoProcess
import Telemetry

/// `poolmon processes`: what can be attached to.
struct ProcessesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "processes",
    abstract: "List the Go programs that run here, and whether they can be watched.")

  func run() throws {
    try AttachTarget.checkNumbers(own: getpid())
    let (found, hidden) = GoProcessList.all(except: getpid())
    let rows = found.map { entry in
      [
        "\(entry.pid)", entry.program, entry.goVersion, entry.hasByteBufferPool ? "yes" : "no",
        entry.obstacle.map { "no: \($0)" } ?? "yes",
      ]
    }
    if rows.isEmpty {
      print("no Go program runs here")
    } else {
      Self.write([["PID", "program", "Go", "bytebufferpool", "can be watched"]] + rows)
    }
    if let words = Self.words(ofHidden: hidden, isRoot: geteuid() == 0) { print(words) }
  }

  /// What is to be said of processes that could not be looked into. Root may be kept out, too, as
  /// in a container.
  static func words(ofHidden count: Int, isRoot: Bool) -> String? {
    guard count > 0 else { return nil }
    let processes = count == 1 ? "1 process" : "\(Quantity.count(count)) processes"
    return "may not look into \(processes) of others" + (isRoot ? "" : "; run as root to see all")
  }

  /// Columns as wide as they need, the first one to the right.
  private static func write(_ rows: [[String]]) {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      let cells = row.enumerated().map { column, text in
        let blanks = String(repeating: " ", count: widths[column] - text.count)
        if column == 0 { return blanks + text }
        return column == row.count - 1 ? text : text + blanks
      }
      print(cells.joined(separator: "  "))
    }
  }
}

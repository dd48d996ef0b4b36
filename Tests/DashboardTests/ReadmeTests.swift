import Dashboard
import Foundation
import Testing

/// README's tables of keys are the key tables: first a run's, then what a replay has besides.
@Suite struct ReadmeTests {
  @Test func everyKeyIsInTheReadmeAndNoOther() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
    let bindings = KeyBinding.all + KeyBinding.replaying
    #expect(rows.map(String.init) == bindings.map { "| `\($0.name)` | \($0.help) |" })
  }
}

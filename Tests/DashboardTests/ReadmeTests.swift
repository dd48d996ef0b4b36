import Dashboard
import Foundation
import Testing

/// README's table of keys is the key table.
@Suite struct ReadmeTests {
  @Test func everyKeyIsInTheReadmeAndNoOther() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
    #expect(rows.map(String.init) == KeyBinding.all.map { "| `\($0.name)` | \($0.help) |" })
  }
}

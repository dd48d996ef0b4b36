import Foundation
import Testing

/// What the docs say, checked where it can be.
@Suite struct DocumentTests {
  private static func text(_ path: String) throws -> String {
    try String(contentsOf: StyleTests.root.appending(path: path), encoding: .utf8)
  }

  @Test(arguments: [
    "ARCHITECTURE", "DECISIONS", "GLOSSARY", "SESSION-FORMAT", "DEVELOPING", "CHANGELOG",
    "DIAGNOSIS",
  ])
  func theDocumentIsThere(name: String) throws {
    #expect(try Self.text("docs/\(name).md").count > 200)
  }

  @Test(arguments: StyleTests.docs)
  func linksLeadSomewhere(file: StyleTests.File) {
    let folder = StyleTests.root.appending(path: file.path).deletingLastPathComponent()
    for line in file.lines {
      for match in line.matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/) {
        let target = folder.appending(path: String(match.1)).path
        #expect(FileManager.default.fileExists(atPath: target), "\(file.path): \(match.1)")
      }
    }
  }

  /// README's picture is one that a test draws.
  @Test func thePictureInTheReadmeIsTheScreen() throws {
    let picture = try Self.text("Tests/DashboardTests/Snapshots/noput-80x24.txt")
    #expect(try Self.text("README.md").contains(picture))
  }

  /// Every module of the package is on the map, and no other.
  @Test func theMapNamesEveryModule() throws {
    let map = try Self.text("docs/ARCHITECTURE.md")
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: StyleTests.root.appending(path: "Sources").path)
    for folder in folders { #expect(map.contains("| `\(folder)`"), "\(folder) is not on the map") }
    for match in map.matches(of: /\n\| `(\w+)`/) {
      #expect(folders.contains(String(match.1)), "\(match.1) is on the map only")
    }
  }

  /// Every rule is explained under its own name, which is where its findings point to.
  @Test func everyRuleIsExplained() throws {
    let text = try Self.text("docs/DIAGNOSIS.md")
    let rules = StyleTests.swift.filter { $0.path.hasPrefix("Sources/Diagnosis/Rules/") }
    let names = rules.flatMap(\.lines).compactMap { line in
      line.firstMatch(of: /^  let name = "(.+)"$/).map { String($0.1) }
    }
    #expect(rules.count > 5 && names.count == rules.count)
    for name in names { #expect(text.contains("\n## \(name)\n"), "\(name)") }
  }
}

import Foundation
import GoProcess
import Testing

@testable import poolmon

/// What is kept of programs' names is found again, and nothing else is believed.
@Suite struct NameCacheTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  private var names: URL { folder.appending(path: "deep/names") }
  private var cache: NameCache { NameCache(folder: folder.appending(path: "deep").path) }

  /// As it stands in a file.
  static let text = """
    {"types":[{"kind":"pool","name":"","size":40,"count":0,"parts":[]},
    {"kind":"structure","name":"main.server","size":48,"count":0,
    "parts":[{"name":"pool","offset":8,"type":0}]}],
    "variables":[{"name":"main.one","address":4096,"type":1}]}
    """

  private static func variables() throws -> PoolVariables {
    try JSONDecoder().decode(PoolVariables.self, from: Data(text.utf8))
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: names.path).sorted()
  }

  @Test func whatIsKeptIsFound() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let variables = try Self.variables()
    #expect(variables.isSound)
    #expect(cache.variables(of: "a/b_c-1") == nil)
    cache.keep(variables, of: "a/b_c-1")
    #expect(cache.variables(of: "a/b_c-1") == variables)
    #expect(cache.variables(of: "a/b_c-2") == nil)
    // Of the same file, and yet another build.
    #expect(cache.variables(of: "a.b_c-1") == nil)
    cache.keep(variables, of: "a/b_c-1")
    #expect(try files() == ["a.b_c-1.json"], "a file takes the place of the one before")
  }

  @Test func whatIsDamagedIsNotBelieved() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    cache.keep(try Self.variables(), of: "build")
    let file = names.appending(path: "build.json")
    let whole = try String(contentsOf: file, encoding: .utf8)
    for (part, other) in [
      ("\"version\":1", "\"version\":2"), ("\"build\":\"build\"", "\"build\":\"built\""),
      ("\"type\":1", "\"type\":2"), ("\"type\":0", "\"type\":-1"), ("\"size\":48", "\"size\":-1"),
      ("\"size\":48", "\"size\":1e300"), ("main.one", "main\\u001b[2J"), ("{", "["),
    ] {
      #expect(whole.contains(part))
      try whole.replacing(part, with: other).write(to: file, atomically: true, encoding: .utf8)
      #expect(cache.variables(of: "build") == nil, "\(other)")
    }
    for count in stride(from: 0, to: whole.utf8.count, by: 7) {
      try Data(whole.utf8.prefix(count)).write(to: file)
      #expect(cache.variables(of: "build") == nil, "\(count) bytes of it")
    }
    try Data(count: (1 << 20) + 1).write(to: file)
    #expect(cache.variables(of: "build") == nil)
  }

  @Test func theOldestGo() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    for number in 0..<(NameCache.mostFiles + 3) {
      cache.keep(try Self.variables(), of: String(format: "b%03d", number))
      // The same second, else, in which the name decides.
      let file = names.appending(path: String(format: "b%03d.json", number))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1000 + Double(number))],
        ofItemAtPath: file.path)
    }
    // The last was the newest before its time was set back.
    #expect(try files().count == NameCache.mostFiles)
    #expect(cache.variables(of: "b002") == nil && cache.variables(of: "b003") != nil)
  }

  /// A folder that cannot be is no harm.
  @Test func withoutAFolderNothingIsKept() throws {
    let nowhere = NameCache(folder: "/dev/null/poolmon")
    nowhere.keep(try Self.variables(), of: "build")
    #expect(nowhere.variables(of: "build") == nil)
  }
}

import Foundation
import Testing

/// Code that has to compile, and code that must not: given to the compiler beside the built module.
@Suite struct SnippetTests {
  struct Snippet: Sendable, CustomTestStringConvertible {
    let place: String
    let code: String
    var testDescription: String { place }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// What the compiler says of a file with this code; nil if it compiles. Ownership is checked
  /// after types are, so a check of types alone would not do.
  private func compilerSays(of code: String) throws -> String? {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).swift")
    try code.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    // The test bundle lies in the folder that the modules were built in.
    let built = Bundle.module.bundleURL.deletingLastPathComponent()
    let map = built.appending(path: "CByteBufferPool.build/module.modulemap").path
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = [
      "swiftc", "-swift-version", "6", "-emit-sil", "-o", "/dev/null",
      "-I", built.appending(path: "Modules").path, "-Xcc", "-fmodule-map-file=\(map)", file.path,
    ]
    let output = Pipe()
    compiler.standardError = output
    try compiler.run()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    compiler.waitUntilExit()
    return compiler.terminationStatus == 0 ? nil : String(decoding: said, as: UTF8.self)
  }

  /// The code in a function of its own, behind its imports.
  private func inFunction(_ code: String) -> String {
    let lines = code.split(separator: "\n", omittingEmptySubsequences: false)
    let isImport = { (line: Substring) in line.hasPrefix("import ") }
    return lines.filter(isImport).joined(separator: "\n") + "\nfunc snippet() async throws {\n"
      + lines.filter { !isImport($0) }.joined(separator: "\n") + "\n}\n"
  }

  // MARK: What must not compile

  private static let start = """
    import ByteBufferPool
    let pool = BufferPool()
    var buffer = pool.get()
    buffer.append("hello")

    """

  /// yarpc-go#1408, thanos#4792: what Go's users find out in production.
  @Test(arguments: [
    ("pool.put(buffer)\npool.put(buffer)", "'buffer' consumed more than once"),
    ("pool.put(buffer)\nbuffer.append(1)", "'buffer' used after consume"),
    ("pool.put(buffer)\nprint(buffer.count)", "'buffer' used after consume"),
    ("pool.put(buffer, erasing: true)\nbuffer.removeAll()", "'buffer' used after consume"),
    ("let copy = [buffer]", "requires that 'ByteBuffer' conform to 'Copyable'"),
    ("for _ in 0..<2 { pool.put(buffer) }", "'buffer' consumed in a loop"),
    ("let span = buffer.bytes\nbuffer.append(1)\nprint(span.byteCount)", "overlapping accesses"),
    ("Task { pool.put(buffer) }", "noncopyable 'buffer' cannot be consumed"),
  ])
  func misuseDoesNotCompile(misuse: String, message: String) throws {
    let said = try compilerSays(of: inFunction(Self.start + misuse))
    #expect(said?.contains(message) == true, "the compiler says: \(said ?? "nothing")")
  }

  /// Else the test above could pass for want of a module.
  @Test func properUseCompiles() throws {
    let said = try compilerSays(of: inFunction(Self.start + "pool.put(buffer)"))
    #expect(said == nil)
  }

  // MARK: What the docs show

  private static let snippets: [Snippet] = {
    let folder = "Sources/ByteBufferPool/ByteBufferPool.docc"
    let articles = try? FileManager.default.contentsOfDirectory(
      atPath: root.appending(path: folder).path)
    let paths = ["README.md"] + (articles ?? []).sorted().map { "\(folder)/\($0)" }
    return paths.flatMap { path -> [Snippet] in
      let text = (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
      return text.matches(of: /(?s)```swift\n(.*?)```/).enumerated().map { number, match in
        Snippet(place: "\(path), snippet \(number + 1)", code: String(match.1))
      }
    }
  }()

  /// As it stands, as a reader would paste it into a main.swift. A manifest is not for the
  /// compiler; the end-to-end tests build it.
  @Test(arguments: snippets.filter { !$0.code.hasPrefix("// swift-tools-version") })
  func compiles(snippet: Snippet) throws {
    let said = try compilerSays(of: snippet.code)
    #expect(said == nil)
  }

  @Test func theSnippetsAreFound() { #expect(Self.snippets.count >= 8) }
}

import Foundation
import Testing

/// The rules that no compiler checks: docs/ARCHITECTURE.md and docs/DEVELOPING.md state them.
@Suite struct StyleTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  struct File: Sendable, CustomTestStringConvertible {
    /// Relative to the project's folder.
    let path: String
    let lines: [Substring]
    var testDescription: String { path }
    var module: String { String(path.split(separator: "/").dropFirst().first ?? "") }
    var isSource: Bool { path.hasPrefix("Sources/") }
  }

  static func files(below folders: [String], endingIn endings: [String]) -> [File] {
    folders.flatMap { folder -> [File] in
      let base = root.appending(path: folder)
      let names = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String }
      return (names ?? [folder]).sorted().compactMap { name in
        guard endings.contains(where: name.hasSuffix), !name.contains(".build"),
          let text = try? String(contentsOf: base.appending(path: name), encoding: .utf8)
        else { return nil }
        return File(
          path: folder + "/" + name,
          lines: text.split(separator: "\n", omittingEmptySubsequences: false))
      }
    }
  }

  static let swift = files(below: ["Sources", "Tests"], endingIn: [".swift"])
  static let code = swift + files(below: ["Sources", "Tests"], endingIn: [".c", ".h", ".py"])
  static let docs =
    files(below: ["docs"], endingIn: [".md"])
    + ["README.md"].compactMap { name in
      (try? String(contentsOf: root.appending(path: name), encoding: .utf8)).map {
        File(path: name, lines: $0.split(separator: "\n", omittingEmptySubsequences: false))
      }
    }

  /// Which of our modules, and which others, a module may import: the arrows of the architecture.
  static let allowed: [String: Set<String>] = [
    "ByteBufferPool": ["CByteBufferPool", "Synchronization"],
    "ByteBufferPoolMetrics": ["ByteBufferPool", "CoreMetrics", "Synchronization"],
    "Telemetry": ["DequeModule"],
    "Diagnosis": ["Telemetry"],
    "WhatIf": ["ByteBufferPool", "Telemetry"],
    "Workloads": ["ByteBufferPool", "Telemetry", "Synchronization", "Glibc"],
    "Sessions": ["Telemetry", "CZlib", "FoundationEssentials", "Glibc"],
    "GoProcess": ["Telemetry", "CGoProcess", "CZlib", "Glibc"],
    "Reports": ["Telemetry", "Diagnosis", "WhatIf", "Sessions", "Glibc"],
    "Drawing": [],
    "Dashboard": ["Telemetry", "Diagnosis", "WhatIf", "Drawing", "DequeModule"],
    "poolmon": [
      "ByteBufferPool", "Telemetry", "Workloads", "Sessions", "GoProcess", "Reports", "Drawing",
      "Dashboard", "Diagnosis", "WhatIf",
      "CNcurses", "ArgumentParser", "FoundationEssentials", "Synchronization", "Glibc",
    ],
  ]

  @Test func theFilesAreFound() {
    #expect(Self.swift.count > 60)
    #expect(Self.docs.count >= 7)
  }

  @Test(arguments: swift.filter(\.isSource))
  func importsPointToTheWaist(file: File) throws {
    let allowed = try #require(Self.allowed[file.module], "a new module: add it to the table")
    let lines = file.lines.filter { $0.contains(#/^(\w+ )?import /#) }
    for line in lines {
      let name = String(line.split(separator: " ").last ?? "")
      #expect(allowed.contains(name), "\(file.path) imports \(name)")
      if name == "CNcurses" {
        #expect(file.path.hasPrefix("Sources/poolmon/Ncurses/"), "\(file.path) imports CNcurses")
      }
    }
  }

  @Test(arguments: code)
  func filesAndLinesAreShort(file: File) {
    #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
    for (index, line) in file.lines.enumerated() where line.count > 100 {
      Issue.record("\(file.path):\(index + 1) has \(line.count) columns")
    }
  }

  static var bodyStart: Regex<Substring> {
    #/^(?:@?[\w()]+ )*(?:func |init[?(<]|deinit|subscript|var \w+: .*\{$)/#
  }

  /// A body runs from the line that begins it to the brace in the column of that line.
  @Test(arguments: swift)
  func functionsAreShort(file: File) {
    var open: [(indent: Int, line: Int)] = []
    for (index, line) in file.lines.enumerated() {
      let indent = line.prefix { $0 == " " }.count
      let word = line.dropFirst(indent)
      if word.hasPrefix("}"), let start = open.last(where: { $0.indent == indent }) {
        #expect(index - start.line < 60, "\(file.path):\(start.line + 1) has a long function")
      }
      if word.hasPrefix("}") { open.removeAll { $0.indent >= indent } }
      if word.contains(Self.bodyStart), !word.hasSuffix("}") { open.append((indent, index)) }
    }
  }

  /// Words that mark what is not done. Spelled in parts, since this file is read too.
  static let leftovers = [
    "TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "not " + "implemented", "fatal" + "Error(",
    "../" + "shared", "try" + "!", "as" + "! ", "sleep" + "(for",
  ]

  /// The one place that ends the process on purpose, with a message.
  static let fileThatMayEndTheProcess = "Sources/ByteBufferPool/Memory/Failure.swift"

  @Test(arguments: code + docs)
  func nothingIsLeftOver(file: File) {
    for (index, line) in file.lines.enumerated() {
      for word in Self.leftovers where line.contains(word) {
        if word.hasPrefix("fatal"), file.path == Self.fileThatMayEndTheProcess { continue }
        Issue.record("\(file.path):\(index + 1) says '\(word)'")
      }
    }
  }

  /// What switches a check of the compiler off needs a comment that proves it right.
  @Test(arguments: swift.filter(\.isSource))
  func whatIsUnsafeIsArgued(file: File) {
    let unsafe = ["@un" + "checked", "unsafely" + "Unwrapped", "nonisolated" + "(unsafe)"]
    for (index, line) in file.lines.enumerated() where !line.contains("//") {
      guard unsafe.contains(where: line.contains) else { continue }
      let above = file.lines[max(index - 3, 0)..<index]
      #expect(above.contains { $0.contains("//") }, "\(file.path):\(index + 1) is not argued")
    }
  }

  /// Time is an argument: only the program reads a clock or waits, and no test does; a benchmark is
  /// no test.
  @Test(arguments: swift.filter { $0.module != "poolmon" && $0.module != "Benchmarks" })
  func nothingElseReadsAClockOrWaits(file: File) {
    let clocks = [
      "Continuous" + "Clock", "Suspending" + "Clock", "clock_get" + "time", "/proc/" + "self",
      "gettime" + "ofday", "CLOCK_" + "MONOTONIC",
      "CLOCK_" + "REALTIME", "nano" + "sleep", "u" + "sleep(", "Task.s" + "leep", "Date" + "()",
    ]
    for (index, line) in file.lines.enumerated() {
      for word in clocks where line.contains(word) {
        Issue.record("\(file.path):\(index + 1) uses \(word)")
      }
    }
  }

  @Test func theTopLevelHoldsWhatItMay() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.root.path)
    let allowed: Set = [
      "Package.swift", "Package.resolved", "Sources", "Tests", "docs", "README.md",
    ]
    let others = names.filter { !$0.hasPrefix(".") && !allowed.contains($0) }
    #expect(others.isEmpty)
  }

  @Test func noModuleIsNamedAfterNothing() throws {
    let vague = ["Util", "Common", "Helper", "Manager", "Misc"]
    let paths = Self.swift.map(\.path)
    #expect(paths.filter { path in vague.contains(where: path.contains) }.isEmpty)
  }
}

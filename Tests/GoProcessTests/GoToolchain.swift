import Foundation

/// The Go toolchain that builds what is watched: the one in the path, or the one that POOLMON_GO
/// names.
enum GoToolchain {
  static let path: String? = {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["POOLMON_GO"] { return named }
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/go" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Where Debian's package of bytebufferpool is.
  private static let libraries = "/usr/share/gocode"

  /// Why nothing can be built; nil if it can.
  static let lack: String? = {
    if path == nil { return "there is no 'go' in the path" }
    let pool = "\(libraries)/src/github.com/valyala/bytebufferpool"
    if FileManager.default.fileExists(atPath: pool) { return nil }
    return "golang-github-valyala-bytebufferpool-dev is not installed"
  }()

  static let targets = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "GoTargets")

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Builds a target with options; returns the program's path.
  static func build(_ target: String, _ options: [String], in folder: URL) throws -> URL {
    guard let path else { throw Failure(description: lack ?? "") }
    let program = folder.appending(path: target)
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = ["build"] + options + ["-o", program.path, "."]
    process.currentDirectoryURL = targets.appending(path: target)
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["GO111MODULE": "off", "GOPATH": libraries, "GOFLAGS": "", "GOTOOLCHAIN": "local"],
      uniquingKeysWith: { $1 })
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let words = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: String(decoding: words, as: UTF8.self))
    }
    return program
  }
}

/// A Go program that runs, answers words with lines, and ends when nobody asks any more.
final class GoChild {
  private let process = Process()
  private let questions = Pipe()
  private let answers = Pipe()
  private var pending: [UInt8] = []

  init(_ program: URL, environment: [String: String] = [:]) throws {
    process.executableURL = program
    process.environment = environment
    process.standardInput = questions
    process.standardOutput = answers
    try process.run()
  }

  deinit { end() }

  var pid: Int32 { process.processIdentifier }

  /// Asks a word and takes so many lines.
  func ask(_ word: String, lines count: Int = 2) throws -> [Data] {
    try questions.fileHandleForWriting.write(contentsOf: Data("\(word)\n".utf8))
    return try (0..<count).map { _ in try line() }
  }

  private func line() throws -> Data {
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        defer { pending.removeFirst(end + 1) }
        return Data(pending[..<end])
      }
      let more = answers.fileHandleForReading.availableData
      guard !more.isEmpty else { throw GoToolchain.Failure(description: "it has ended") }
      pending += more
    }
  }

  /// Ends it and waits until it has.
  func end() {
    try? questions.fileHandleForWriting.close()
    if process.isRunning { process.waitUntilExit() }
  }
}

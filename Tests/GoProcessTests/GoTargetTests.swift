import Foundation
import Telemetry
import Testing

@testable import GoProcess

/// Programs of Go whose pools are known, read while they run.
@Suite(
  .serialized,
  .enabled(if: GoToolchain.lack == nil, "Go programs are not built: \(GoToolchain.lack ?? "")"))
struct GoTargetTests {
  /// How a program is built, and whether its variables keep their names.
  struct Mode: CustomTestStringConvertible, Sendable {
    var name: String
    var options: [String]
    var hasNames: Bool
    /// Whether what debuggers read is there.
    var hasDebugInfo = false
    var testDescription: String { name }
  }

  static let modes = [
    Mode(name: "default", options: [], hasNames: true, hasDebugInfo: true),
    Mode(name: "-w", options: ["-ldflags=-w"], hasNames: true),
    Mode(name: "pie", options: ["-buildmode=pie"], hasNames: true, hasDebugInfo: true),
    Mode(name: "-s -w", options: ["-ldflags=-s -w"], hasNames: false),
    Mode(name: "pie, -s -w", options: ["-buildmode=pie", "-ldflags=-s -w"], hasNames: false),
  ]

  private struct Content: Decodable, Hashable {
    var objects, victims, space: Int
  }

  private struct Answer: Decodable {
    var version: String
    var pools: [String: Content]
  }

  /// A program of a test, and what is seen of it.
  private final class Watched {
    let child: GoChild
    var source: GoProcessSource
    private var time = Duration.zero
    private let folder: URL

    /// - Parameter version: what the program is made to say of its Go, in as many letters.
    init(_ mode: Mode, version: ((String) -> String)? = nil) throws {
      folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let program = try GoToolchain.build("poolkeeper", mode.options, in: folder)
      if let version {
        var bytes = try Data(contentsOf: program)
        let info = try #require(BuildInfo(try Elf(Bytes(Array(bytes)))))
        let other = Data(version(info.version).utf8)
        // The version stands in the program's text, too, which then says the same.
        while let range = bytes.range(of: Data(info.version.utf8)) {
          bytes.replaceSubrange(range, with: other)
        }
        try bytes.write(to: program)
        let rights: [FileAttributeKey: Any] = [.posixPermissions: 0o755]
        try FileManager.default.setAttributes(rights, ofItemAtPath: program.path)
      }
      child = try GoChild(program)
      _ = try child.ask("truth")
      source = try GoProcessSource(
        pid: child.pid, interval: .seconds(1), monitorCost: { (cpuNanoseconds: 0, frames: 0) })
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func ask(_ word: String) throws -> (truth: Answer, heap: [Int]) {
      let lines = try child.ask(word)
      return (
        try JSONDecoder().decode(Answer.self, from: lines[0]),
        try JSONDecoder().decode([Int].self, from: lines[1])
      )
    }

    func look() throws -> Snapshot {
      time += .seconds(1)
      return try #require(try source.snapshots(upTo: time).last)
    }

    /// What is true, and what is seen then. Go's runtime goes on to give memory back for a while
    /// after a collection: what is idle has to agree in the end.
    func lookWhileQuiet(
      after word: String
    ) throws -> (seen: Snapshot, answer: (truth: Answer, heap: [Int])) {
      var (answer, seen) = (try ask(word), try look())
      for _ in 0..<100 where seen.heap?.idleSpace != answer.heap.last {
        (answer, seen) = (try ask("truth"), try look())
      }
      return (seen, answer)
    }
  }

  private func compare(_ snapshot: Snapshot, _ answer: (truth: Answer, heap: [Int]), _ mode: Mode) {
    var seen: [String: Content] = [:]
    var contents: [Content: Int] = [:]
    for pool in snapshot.pools {
      let content = Content(
        objects: pool.retainedObjects ?? -1, victims: pool.victimObjects ?? -1,
        space: pool.retainedSpace ?? -1)
      seen[pool.name] = content
      contents[content, default: 0] += 1
    }
    for (name, content) in answer.truth.pools {
      if mode.hasNames || name.hasPrefix("pool of") {
        #expect(seen[name] == content, "\(name) in \(seen)")
      } else {
        // Each of these is there as often as it is true.
        let times = answer.truth.pools.values.count { $0 == content }
        #expect(contents[content, default: 0] >= times, "\(name), \(content) in \(contents)")
      }
    }
    let heap = snapshot.heap
    let numbers = [
      heap?.allocSpace, heap?.allocObjects, heap?.inUseSpace, heap?.freedObjects,
      heap?.collections, heap?.idleSpace,
    ]
    #expect(numbers == answer.heap)
    // By size, they are the same bytes.
    let space = heap?.allocSizes?.entries.reduce(heap?.largeSpace ?? -1) { $0 + $1.size * $1.count }
    #expect(space == heap?.allocSpace && (heap?.allocSizes?[64] ?? 0) > 0)
  }

  @Test(arguments: modes)
  func whatIsSeenIsTrue(mode: Mode) throws {
    let watched = try Watched(mode)
    let (first, truth) = try watched.lookWhileQuiet(after: "truth")
    #expect(watched.source.goVersion == truth.truth.version)
    #expect(watched.source.process == "poolkeeper (PID \(watched.child.pid))")
    compare(first, truth, mode)
    #expect((first.process?.residentSpace ?? 0) > 1 << 20)
    #expect((first.process?.cpuNanoseconds ?? -1) >= 0)
    #expect(first.process != nil && first.process?.memoryLimit == nil, "nobody tells")
    watched.source.memoryLimit = { $0.wholeNanoseconds }
    // The collector is off.
    #expect(first.heap?.goal == nil)
    let (middle, afterOne) = try watched.lookWhileQuiet(after: "gc")
    compare(middle, afterOne, mode)
    #expect(middle.process?.memoryLimit == middle.timeNanoseconds)
    let (last, afterTwo) = try watched.lookWhileQuiet(after: "gc")
    compare(last, afterTwo, mode)
    #expect(last.pools.map(\.name).count >= 11, "a pool that is empty keeps its place")
    #expect(last.pools.map(\.name).starts(with: first.pools.map(\.name)))
    watched.child.end()
    #expect(throws: TargetEnded.self) { try watched.look() }
  }

  private static func unknown(_ version: String) -> String {
    "go1.99" + String(repeating: "9", count: version.count - 6)
  }

  /// A version that nobody knows yet is read by what it says of itself, and is as true.
  @Test func anUnknownVersionIsReadThroughItsDebugInformation() throws {
    let mode = Self.modes[0]
    let watched = try Watched(mode, version: Self.unknown)
    let (seen, truth) = try watched.lookWhileQuiet(after: "truth")
    #expect(watched.source.goVersion.hasPrefix("go1.99"))
    #expect(watched.source.goVersion == truth.truth.version)
    compare(seen, truth, mode)
    #expect { try Watched(Self.modes[1], version: Self.unknown) } throws: {
      let error = $0 as? AttachError
      return error?.reason == .unknownVersion && error?.description.contains("go1.99") == true
    }
  }

  /// What the table says of a version that is known is what its own DWARF says.
  @Test func theTableOfLayoutsIsTrue() throws {
    let watched = try Watched(Self.modes[0])
    let program = try #require(ProcessFiles(pid: watched.child.pid).program)
    let known = try GoProgram(program, of: "").info.minor.flatMap { RuntimeLayout(minor: $0) }
    let told = DebugInfo(try Elf(program)).flatMap { RuntimeLayout($0) }
    #expect(known != nil && told == known)
  }

  /// The names that a person would write, of the pools that have others without DWARF.
  static let exactNames = [
    "main.sized+40": "main.sized[1]", "main.sized+80": "main.sized[2]",
    "main.sized": "main.sized[0]",
    "main.inStruct+8": "main.inStruct.pool", "main.inStruct+232": "main.inStruct.buffers",
    "pool of main.newOnHeap": "main.onHeap.pool",
  ]

  /// Names come later than the first look, and change nothing but what a pool is called.
  @Test(arguments: modes)
  func poolsHaveTheirOwnNames(mode: Mode) throws {
    let watched = try Watched(mode)
    let (before, truth) = try watched.lookWhileQuiet(after: "truth")
    compare(before, truth, mode)
    let program = try #require(ProgramFile(pid: watched.child.pid))
    #expect(program.buildID != nil)
    let variables = program.variables()
    #expect((variables != nil) == mode.hasDebugInfo)
    guard let variables else { return }
    #expect(variables.isSound)
    // sync's own lists are no name.
    #expect(!variables.variables.contains { $0.name.hasPrefix("sync.") })
    watched.source.newVariables = { variables }
    let after = try watched.look()
    #expect(after.pools.count == before.pools.count)
    for (old, new) in zip(before.pools, after.pools) {
      #expect(old.isSame(as: new))
      if let exact = Self.exactNames[old.name] { #expect(new.name == exact) }
    }
    var exact = truth
    exact.truth.pools = Dictionary(
      uniqueKeysWithValues: truth.truth.pools.map { (Self.exactNames[$0] ?? $0, $1) })
    compare(after, exact, mode)
    #expect(after.pools.count { $0.policy == "calibrated" } == 2)
    // A pool that is seen from then on has its name at once.
    _ = try watched.ask("more")
    let more = try watched.look().pools.dropFirst(after.pools.count)
    #expect(Set(more.map(\.name)).isSuperset(of: ["main.pointed", "main.list[2].pool"]))
  }

  @Test(arguments: modes)
  func bufferPoolsAreKnown(mode: Mode) throws {
    let watched = try Watched(mode)
    let before = try watched.look().pools.filter { $0.calls != nil }
    #expect(before.count == 2, "byteBuffers and inStruct.buffers")
    let many = try #require(before.firstIndex { $0.retainedObjects == 1000 })
    #expect(before[many].element == "*bytebufferpool.ByteBuffer")
    #expect(before[many].calls?.array == [0, 1000] + Array(repeating: 0, count: 18))
    #expect([before[many].defaultSize, before[many].maxSize] == [0, 0])
    #expect(before[many].retainedClasses?[6] == 1000, "4096 B each")
    let few = try #require(before.firstIndex { $0.retainedObjects == 5 })
    #expect(before[few].calls?.array == [5] + Array(repeating: 0, count: 19))
    #expect(before[few].gets == nil, "Go does not count them")
    _ = try watched.ask("put")
    let after = try watched.look().pools.filter { $0.calls != nil }
    #expect(after[many].calibrations == 1)
    #expect([after[many].defaultSize, after[many].maxSize] == [4096, 4096])
    // The put that reaches 42,001 calibrates; what comes then counts anew.
    #expect(after[many].calls?[6] == 43_000 - 42_001)
    #expect(after[few].calibrations == 0)
  }
}

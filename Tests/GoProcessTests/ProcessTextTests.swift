import Telemetry
import Testing

@testable import GoProcess

@Suite struct ProcessTextTests {
  private func stat(_ name: String, state: String = "S", flags: Int = 0) -> Bytes {
    let rest = [
      "1 1 1 0 -1 \(flags) 321 0 5 0 70 30 0 0 20 0 5 0 987654 1000 200",
      "18446744073709551615 4194304 5000000 140733193388032 0",
    ]
    return Bytes(Array("42 (\(name)) \(state) \(rest.joined(separator: " "))\n".utf8))
  }

  @Test(arguments: ["server", "a b", "a) R 1 (b", ""])
  func aNameMayHaveAnything(name: String) throws {
    let text = try #require(ProcessStatText(stat(name)))
    #expect(text.name == name && text.state == "S" && !text.hasEnded && !text.isKernelThread)
    #expect(text.minorFaults == 321 && text.cpuTicks == 100 && text.startTicks == 987_654)
    #expect(text.stackStart == 140_733_193_388_032)
  }

  @Test func whatHasEndedAndWhatIsOfTheKernel() {
    #expect(ProcessStatText(stat("x", state: "Z"))?.hasEnded == true)
    #expect(ProcessStatText(stat("x", flags: 0x20_8040))?.isKernelThread == true)
  }

  @Test(arguments: ["", "42", "42 (x", ")(", "42 (x) S 1 2", "42 (x) S a b c d e f g h i j k l m"])
  func whatIsNoSuchText(text: String) {
    #expect(ProcessStatText(Bytes(Array(text.utf8))) == nil)
  }

  @Test func whereAProgramBegan() {
    var vector = ByteImage(count: 64)
    vector.put(UInt64(6), at: 0)
    vector.put(UInt64(9), at: 16)
    vector.put(UInt64(0x46_5400), at: 24)
    #expect(AuxiliaryVector(Bytes(vector.bytes))?.entry == 0x46_5400)
    #expect(AuxiliaryVector(Bytes([])) == nil)
    #expect(AuxiliaryVector(Bytes(Array(vector.bytes.prefix(20)))) == nil)
  }

  /// Which rule is in the way: Yama's for all, then ours, then the process's.
  @Test(
    arguments: [
      (0, 1000, nil, false, "it runs as user 0, poolmon as 1000"),
      (0, 1000, 1, nil, "it runs as user 0, poolmon as 1000"),
      (1000, 1000, 1, false, "kernel.yama.ptrace_scope is 1, so that only a parent may"),
      (1000, 1000, 2, false, "kernel.yama.ptrace_scope is 2, so that only CAP_SYS_PTRACE may"),
      (0, 0, 3, true, "kernel.yama.ptrace_scope is 3, so that nobody may until the next start"),
      (0, 0, nil, false, "poolmon lacks CAP_SYS_PTRACE, which a container has to be given"),
      (0, 0, 0, true, "a container or a security module is in the way"),
      (1000, 1000, 0, false, "it is protected, by its own wish or by a container's"),
      (nil, 1000, nil, nil, "it is protected, by its own wish or by a container's"),
    ] as [(UInt32?, UInt32, Int?, Bool?, String)])
  func whichRuleIsInTheWay(user: UInt32?, own: UInt32, scope: Int?, mayTrace: Bool?, words: String)
  {
    #expect(Permission.rule(user: user, own: own, scope: scope, mayTrace: mayTrace) == words)
  }

  @Test func rootIsNotToldToBeRoot() {
    #expect(!Permission.advice(own: 0).contains("root"))
    #expect(Permission.advice(own: 1000).hasPrefix("Run poolmon as root, or "))
    for own: UInt32 in [0, 1000] {
      #expect(Permission.advice(own: own).hasSuffix("program with 'poolmon attach -- PROGRAM'"))
    }
  }

  @Test(arguments: [
    ("Name:\tx\nCapEff:\t000001ffffffffff\n", true), ("CapEff:\t0000000000080000\n", true),
    ("CapEff:\t0000000000000000\n", false), ("CapEff:\t000001fffff7ffff\n", false),
    ("CapEff:\tx\n", nil), ("", nil),
  ])
  func whetherWeMayTrace(text: String, mayTrace: Bool?) {
    #expect(Permission.mayTrace(Bytes(Array(text.utf8))) == mayTrace)
  }

  @Test(arguments: [
    ("github.com/valyala/fasthttp.(*Server).Serve.func1", "fasthttp.(*Server).Serve.func1"),
    ("main.pool", "main.pool"), ("gopkg.in/yaml%2ev2.pool", "yaml.v2.pool"),
    ("main.typed[example.com/x.T]", "main.typed[example.com/x.T]"), ("", ""),
  ])
  func namesAreShown(name: String, short: String) {
    #expect(PoolNames.short(name) == short)
  }
}

@Suite struct ReadBatchTests {
  private let memory = RecordedMemory([
    (0x1_0000, Array(0..<100)), (0x10_0000, Array(repeating: 7, count: 5000)),
  ])

  @Test func whatIsThereIsReadAndTheRestIsNot() throws {
    var batch = ReadBatch()
    let ranges: [(UInt64, Int)] = [
      (0x10_0000, 16), (0x1_0010, 4), (0x1_0060, 8), (0, 8), (0x1_0012, 4), (.max, 8),
      (0x1_0000, 0),
      (1 << 47, 8), (0x10_1380, 8),
    ]
    for (address, count) in ranges { _ = batch.add(address, count) }
    try batch.perform(on: memory)
    #expect(batch.bytes(0)?.u64(0) == 0x0707_0707_0707_0707)
    #expect(batch.bytes(1) == Bytes([16, 17, 18, 19]))
    #expect(batch.bytes(4) == Bytes([18, 19, 20, 21]))
    #expect(batch.bytes(8)?.count == 8)
    for index in [2, 3, 5, 6, 7] { #expect(batch.bytes(index) == nil) }
  }

  @Test func manyRangesTakeFewCalls() throws {
    var batch = ReadBatch()
    for index in 0..<3000 { _ = batch.add(0x10_0000 + UInt64(index), 8) }
    try batch.perform(on: memory)
    #expect((0..<3000).allSatisfy { batch.bytes($0)?.count == 8 })
    #expect(memory.callCount == 1, "they overlap")
  }

  @Test func noMoreThanALimitIsRead() throws {
    var batch = ReadBatch()
    _ = batch.add(0x10_0000, ReadBatch.mostBytes + 1)
    try batch.perform(on: memory)
    #expect(batch.bytes(0) == nil)
  }
}

@Suite struct PoolRegisterTests {
  private func register() -> PoolRegister {
    PoolRegister(
      names: PoolNames(
        symbols: nil, functions: nil, bias: 0, text: 0, memory: RecordedMemory([])),
      hasByteBufferPool: true)
  }

  private func content(_ address: UInt64, taken: [UInt64: UInt32] = [:]) -> PoolContent {
    var content = PoolContent(address: address, new: 0)
    content.objectCount = 2
    content.taken = taken
    return content
  }

  private func words(_ calls: UInt64, maxSize: UInt64 = 0) -> CalibrationWords? {
    var image = ByteImage(count: CalibrationWords.size)
    image.put(calls, at: 16)
    image.put(maxSize, at: 168)
    image.put(maxSize, at: 176)
    return CalibrationWords(Bytes(image.bytes))
  }

  private func sum(_ count: Int = 2) -> ObjectMeasure.Sum {
    var sum = ObjectMeasure.Sum()
    (sum.count, sum.space, sum.typeName) = (count, count * 100, "*bytebufferpool.ByteBuffer")
    return sum
  }

  @Test func poolsKeepTheirPlaces() {
    var register = register()
    #expect(register.samples([content(32), content(16)], [sum(), sum()]).count == 2)
    let names = register.samples([content(8)], [sum()]).map(\.name)
    #expect(names.count == 3 && Set(names).count == 3, "each has a name of its own")
    let last = register.samples([], [])
    #expect(last.map(\.name) == names)
    #expect(last.allSatisfy { $0.retainedObjects == 0 && $0.retainedSpace == 0 })
  }

  /// Of more pools than are told, the largest have names; the sums are of all.
  @Test func manyPoolsAreToldAsOne() throws {
    var register = register()
    let count = 1200
    let contents = (1...count).map { content(UInt64($0) * 16) }
    let samples = register.samples(contents, (1...count).map { sum($0 % 2 + 1) })
    #expect(samples.count == 1000 && Set(samples.map(\.name)).count == 1000)
    let rest = try #require(samples.last)
    #expect(rest.name == "all other pools" && rest.element == "201 pools")
    #expect(rest.retainedObjects == 402 && samples[0].retainedSpace == 200)
    // Two objects each, of 100 B.
    #expect(samples.compactMap(\.retainedSpace).reduce(0, +) == count * 200)
    // A place of a pool that is gone is another's; one that is there keeps it.
    let some = [contents[count - 1], contents[0]] + (2001...2100).map { content(UInt64($0) * 16) }
    let after = register.samples(some, some.map { _ in sum() })
    #expect(after.count == 999)
    #expect(after.count { $0.retainedObjects == 2 } == 102)
    for (old, new) in zip(samples, after) where old.name == new.name {
      #expect(old.element == new.element)
    }
    #expect(register.unknown.map(\.name) == after.map(\.name))
    #expect(register.unknown.allSatisfy { $0.retainedObjects == nil && $0.element != nil })
  }

  @Test func calibrationsAreSeenByWhatTheyReset() {
    var register = register()
    var content = content(16)
    var seen: [Int?] = []
    for (calls, maxSize): (UInt64, UInt64) in [
      (40_000, 0), (41_999, 0), (3, 256), (3, 256), (1, 256),
    ] {
      content.calibration = words(calls, maxSize: maxSize)
      let sample = register.samples([content], [sum()])[0]
      seen.append(sample.calibrations)
      #expect(sample.calls?[2] == Int(calls) && sample.maxSize == Int(maxSize))
    }
    #expect(seen == [0, 0, 1, 1, 2])
  }

  @Test func stealsAreCountedFromTheFirstLookOn() {
    var register = register()
    let looks: [[UInt64: UInt32]] = [[1: 500], [1: 510, 2: 4], [2: 4], [2: 1], [2: 3]]
    let seen = looks.map { register.samples([content(16, taken: $0)], [sum()])[0].steals }
    #expect(seen == [0, 14, 14, 15, 17])
  }

  @Test func sweepsAreTheCollectionsAfterWhichAPoolIsInUse() {
    var register = register()
    #expect(register.samples([content(16)], [sum()])[0].sweeps == nil)
    #expect(register.samples([content(16)], [sum()], collections: 7)[0].sweeps == 0)
    #expect(register.samples([content(16)], [sum()], collections: 9)[0].sweeps == 2)
    #expect(register.samples([], [], collections: 12)[0].sweeps == 2)
    let both = register.samples([content(8), content(16)], [sum(), sum()], collections: 13)
    #expect(both.map(\.sweeps) == [3, 0])
  }

  @Test func whatWasNotMeasuredIsLikeTheRest() {
    var register = register()
    var content = content(16)
    content.objectCount = 10
    let sample = register.samples([content], [sum(4)])[0]
    #expect(sample.retainedSpace == 1000 && sample.measuredObjects == 4)
    #expect(register.samples([content], [sum(0)])[0].retainedSpace == nil)
    content.objectCount = .max
    #expect(register.samples([content], [sum(1)])[0].retainedSpace == 1 << 50, "no overflow")
  }

  @Test func whatIsNoBufferPoolIsNotTakenForOne() {
    #expect(words(1, maxSize: 100) == nil, "no size class's bound")
    #expect(words(2_000_000) == nil, "more calls than a calibration lets be")
    #expect(CalibrationWords(Bytes([])) == nil)
  }
}

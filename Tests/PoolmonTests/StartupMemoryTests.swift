import Testing

@testable import poolmon

@Suite struct StartupMemoryTests {
  @Test func itsOwnFileIsFound() {
    let maps = """
      00200000-004d3000 r--p 00000000 fe:00 5349409                            /bin/poolmon
      004d3000-0122d000 r-xp 002d2000 fe:00 5349409                            /bin/poolmon
      0129c000-014f6000 rw-p 01099000 fe:00 5349409                            /bin/poolmon
      014f6000-01500000 rw-p 00000000 00:00 0
      014f6000-01500000 rw-p 00000000 00:00 0                                  [heap]
      7f0000000000-7f0000001000 r--p 00000000 fe:00 7                          /bin/other
      """
    let found = StartupMemory.program(in: maps)
    #expect(
      found.map(\.addresses) == [0x200000..<0x4d3000, 0x4d3000..<0x122d000, 0x129c000..<0x14f6000])
    #expect(found.map(\.isWritable) == [false, false, true])
    #expect(StartupMemory.program(in: "").isEmpty)
    #expect(StartupMemory.program(in: "x\n00200000-004d3000 rw-p 0 0:0 0").isEmpty)
  }

  @Test func threadsAreCounted() {
    let rest = "S 1 1 1 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 3 0 100"
    #expect(StartupMemory.threads("17 (a) b) \(rest)") == 3)
    #expect(StartupMemory.threads("17 (a") == nil && StartupMemory.threads("17 (a) S 1") == nil)
  }

  /// What is not there, what has been written to, and what is in swap is left alone.
  @Test func onlyPagesOfTheFileAreGivenBack() {
    let (file, anonymous, swapped) = (UInt64(5) << 61, UInt64(1) << 63, UInt64(3) << 61)
    let words: [UInt64] = [0, file, file | 7, anonymous, file, swapped, file | 1 << 55]
    #expect(unchanged(words) == [1..<3, 4..<5, 6..<7])
    #expect(unchanged([]).isEmpty)
  }

  private func unchanged(_ words: [UInt64]) -> [Range<Int>] {
    words.withUnsafeBufferPointer { words in
      var (runs, page) = ([Range<Int>](), 0)
      while let run = StartupMemory.unchanged(words, from: page) {
        runs.append(run)
        page = run.upperBound
      }
      return runs
    }
  }
}

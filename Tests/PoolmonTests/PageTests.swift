import Foundation
import Telemetry
import TestSupport
import Testing

@testable import poolmon

/// What a Go program shows of itself, from its URL to the figures.
@Suite struct PageTests {
  // MARK: - Addresses

  @Test(arguments: [
    ("http://localhost:6060", "localhost", 6060, "", "http://localhost:6060"),
    ("http://localhost:6060/", "localhost", 6060, "", "http://localhost:6060"),
    ("HTTP://Host", "Host", 80, "", "http://Host"),
    ("http://10.0.0.1:80/debug/vars", "10.0.0.1", 80, "", "http://10.0.0.1"),
    ("http://a-b.c:1/debug/pprof/heap?debug=1#x", "a-b.c", 1, "", "http://a-b.c:1"),
    ("http://h:65535/in/debug", "h", 65535, "/in", "http://h:65535/in"),
    ("http://h/in/ner//", "h", 80, "/in/ner", "http://h/in/ner"),
    ("http://[::1]:6060/debug/", "::1", 6060, "", "http://[::1]:6060"),
    ("http://[fe80::1%eth0]", "fe80::1%eth0", 80, "", "http://[fe80::1%eth0]"),
  ])
  func aURLIsRead(
    text: String, host: String, port: UInt16, prefix: String, shown: String
  ) throws {
    let address = try PageAddress(text)
    #expect(address.host == host && address.port == port && address.prefix == prefix)
    #expect(address.text == shown)
    #expect(try PageAddress(shown) == address)
  }

  @Test(arguments: [
    ("https://host:6060", "ssh -L"), ("HTTPS://host", "ssh -L"), ("ftp://host", "http://"),
    ("://", "http://"), ("http://me:secret@host", "a user or a password"),
    ("http://@host", "a user or a password"), ("http://", "names no host"),
    ("http://:6060", "names no host"), ("http:///debug/vars", "names no host"),
    ("http://ho$t", "names no host"), ("http://[::1", "names no host"),
    ("http://[]", "names no host"), ("http://[host]", "names no host"),
    ("http://::1", "names no host"), ("http://host:", "a port"), ("http://host:0", "a port"),
    ("http://host:65536", "a port"), ("http://host:+1", "a port"), ("http://[::1]x", "a port"),
    ("http://host/?a=b", "a path"), ("http://host/#a", "a path"), ("http://ho st", "blanks"),
    ("http://höst", "ASCII"), ("http://host\r\nX: y", "blanks"),
    ("http://" + String(repeating: "a", count: 2000), "blanks"),
  ])
  func aURLIsRefused(text: String, why: String) {
    #expect { try PageAddress(text) } throws: { "\($0)".contains(why) }
  }

  @Test func aSecretIsNotRepeated() {
    #expect { try PageAddress("http://me:secret@host") } throws: { !"\($0)".contains("secret") }
  }

  // MARK: - Figures

  static let variables = #"""
    {
    "a": {"b": [1.5e3, -2, "x\"y", null, true]},
    "cmdline": ["/usr/bin/ser\u0007ver","-x"],
    "memstats": {"Alloc":3000,"TotalAlloc":9000,"Sys":1,"Mallocs":90,"Frees":60,"HeapAlloc":3000,
    "HeapIdle":800,"HeapReleased":300,"NextGC":4194304,"LastGC":1,"PauseNs":[1,2,3],"NumGC":7,
    "GCCPUFraction":1.2e-05,"EnableGC":true,"BySize":[{"Size":0,"Mallocs":1,"Frees":0}]}
    }

    """#
  static let profile = """
    heap profile: 1: 1024 [2: 2048] @ heap/1048576
    1: 1024 [2: 2048] @ 0x1 0x2
    #\t0x1\tmain.main+0x1\t/x/main.go:1

    # runtime.MemStats
    # Alloc = 3000
    # TotalAlloc = 9000
    # Mallocs = 90
    # Frees = 60
    # HeapAlloc = 3000
    # HeapIdle = 800
    # HeapReleased = 300
    # Stack = 1 / 2
    # NextGC = 4194304
    # PauseNs = [1 2 3]
    # NumGC = 7
    # MaxRSS = 12345678

    """

  static var heap: HeapSample {
    var heap = HeapSample(
      allocSpace: 9000, allocObjects: 90, freedSpace: 6000, freedObjects: 60, collections: 7,
      goal: 4_194_304)
    heap.idleSpace = 500
    return heap
  }

  @Test func bothPagesSayTheSame() throws {
    let variables = try #require(MemoryStatistics.ofVariables(Array(Self.variables.utf8)))
    #expect(variables.heap == Self.heap)
    #expect(variables.program == "ser?ver")
    let profile = try #require(MemoryStatistics.ofProfile(Array(Self.profile.utf8)))
    #expect(profile.heap == Self.heap)
    #expect(profile.program == nil)
  }

  /// debug.SetGCPercent(-1) makes the goal the largest number there is.
  @Test func whatIsNoNumberOfBytesIsUnknown() {
    let (old, new) = ("4194304", "18446744073709551615")
    for text in [Self.variables, Self.profile].map({ $0.replacing(old, with: new) }) {
      let page = Array(text.utf8)
      let read = MemoryStatistics.ofVariables(page) ?? MemoryStatistics.ofProfile(page)
      #expect(read?.heap.goal == nil && read?.heap.collections == 7)
    }
  }

  @Test(arguments: [
    "", "{}", "[]", "<html>", #"{"memstats":{}}"#, #"{"memstats":[1]}"#, #"{"memstats":7}"#,
    #"{"memstats":{"TotalAlloc":1,"Mallocs":1,"Frees":1}}"#,
    #"{"memstats":{"TotalAlloc":-1,"Mallocs":1,"Frees":1,"HeapAlloc":1}}"#,
    #"{"memstats":{"TotalAlloc":1,"Mallocs":1,"Frees":1,"HeapAlloc":1}"#,
    #"{"memstats":{"TotalAlloc":1,"Mallocs":1,"Frees":1,"HeapAlloc":1}} x"#,
    "# runtime.MemStats\n# TotalAlloc = 1\n",
    "x\n# runtime.MemStats\n# TotalAlloc = 1\n# Mallocs = 1\n# Frees = 1\n# HeapAlloc = x\n",
  ])
  func whatIsNoPageIsNone(text: String) {
    #expect(MemoryStatistics.ofVariables(Array(text.utf8)) == nil)
    #expect(MemoryStatistics.ofProfile(Array(text.utf8)) == nil)
  }

  /// Whatever a page says, no figure is one that a program cannot have.
  @Test func pagesThatAreDamagedNeitherTrapNorLie() {
    var random = SplitMix64.seeded("PageTests")
    var readCount = 0
    for _ in 0..<SplitMix64.steps(usually: 2000) {
      var page = Array((Bool.random(using: &random) ? Self.variables : Self.profile).utf8)
      Self.damage(&page, &random)
      for read in [MemoryStatistics.ofVariables(page), MemoryStatistics.ofProfile(page)] {
        guard let heap = read?.heap else { continue }
        readCount += 1
        #expect(heap.inUseSpace >= 0 && heap.inUseObjects >= 0 && (heap.idleSpace ?? 0) >= 0)
        #expect(heap.allocSpace >= 0 && heap.freedSpace >= 0 && heap.freedObjects >= 0)
      }
    }
    // A digit that is changed leaves a page.
    #expect(readCount > 100)
  }

  static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let byte = UInt8.random(in: 0 ... .max, using: &random)
      switch Int.random(in: 0...4, using: &random) {
      case 0: bytes[place] = byte
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(byte, at: place)
      case 3: bytes[place] = UInt8(ascii: "0") + byte % 10
      default: bytes.removeSubrange(place..<min(place + Int(byte), bytes.count))
      }
    }
  }
}

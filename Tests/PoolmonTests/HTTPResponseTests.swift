import TestSupport
import Testing

@testable import poolmon

/// A head whose body comes in chunks.
private let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

@Suite struct HTTPResponseTests {
  /// Takes an answer in, in pieces of a size, and then its end.
  static func read(_ bytes: [UInt8], by size: Int) -> Result<HTTPResponse, HTTPResponse.Refusal> {
    var response = HTTPResponse()
    do throws(HTTPResponse.Refusal) {
      for start in stride(from: 0, to: bytes.count, by: size) where !response.isComplete {
        try response.take(bytes[start..<min(start + size, bytes.count)])
      }
      if !response.isComplete { try response.end() }
      return .success(response)
    } catch {
      return .failure(error)
    }
  }

  static func read(_ text: String, by size: Int) -> Result<HTTPResponse, HTTPResponse.Refusal> {
    read(Array(text.utf8), by: size)
  }

  /// However the network cuts it.
  static let sizes = [1, 2, 3, 7, 1 << 16]

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\ncontent-length:5 \r\nX: y\r\n\r\nhello and what is behind it",
    "HTTP/1.0 200 OK\r\n\r\nhello", "HTTP/1.1 200\r\n\r\nhello", "HTTP/1.1 200 OK\n\nhello",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    chunked + "2;a=b\r\nhe\r\n03\r\nllo\r\n0\r\nT: x\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n"
      + "5\r\nhello\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Length: 5\r\n"
      + "Content-Length: 5\r\n\r\nhello",
  ])
  func anAnswerIsRead(text: String) throws {
    for size in Self.sizes {
      let response = try Self.read(text, by: size).get()
      #expect(response.status == 200 && response.isComplete)
      #expect(String(decoding: response.body, as: UTF8.self) == "hello")
    }
  }

  @Test func whatTheHeadSays() throws {
    for size in Self.sizes {
      let redirect = try Self.read(
        "HTTP/1.1 302 Found\r\nLocation:  /x\u{1b}[m\r\nContent-Length: 99\r\n\r\n", by: size
      ).get()
      #expect(redirect.status == 302 && redirect.reason == "Found")
      #expect(redirect.location == "/x?[m" && redirect.body.isEmpty)
      let page = try Self.read(
        "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=utf-8\r\nContent-Length: 0\r\n\r\n",
        by: size
      ).get()
      #expect(page.isHTML && page.body.isEmpty)
    }
  }

  @Test(
    arguments: [
      ("", .notHTTP), ("SSH-2.0-OpenSSH_9.2\r\n", .notHTTP), ("HTTP/2 200\r\n\r\n", .notHTTP),
      ("HTTP/1.1\r\n\r\n", .notHTTP), ("HTTP/1.1 abc OK\r\n\r\n", .notHTTP),
      ("HTTP/1.1 600 OK\r\n\r\n", .notHTTP), ("HTTP/1.1 200 OK\r\nA: b\r\n", .cutOff),
      ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", .cutOff),
      ("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", .notHTTP),
      ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", .notHTTP),
      ("HTTP/1.1 200 OK\r\nContent-Length: 16777217\r\n\r\n", .tooLong),
      ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", .tooLong),
      ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", .coded),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .coded),
      (chunked + "x\r\n", .notHTTP),
      (chunked + "\r\n", .notHTTP),
      (chunked + "5\r\nhello!\r\n", .notHTTP),
      (chunked + "5\r\nhello\r\n", .cutOff),
      (chunked + "ffffffffffffffff1\r\n", .tooLong),
    ] as [(String, HTTPResponse.Refusal)])
  func anAnswerIsRefused(text: String, why: HTTPResponse.Refusal) {
    for size in Self.sizes {
      guard case .failure(let refusal) = Self.read(text, by: size) else {
        Issue.record("\(text) was taken")
        continue
      }
      #expect(refusal == why, "by \(size)")
    }
  }

  /// Heads, lines between chunks, trailers and bodies end, whoever sends them.
  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\n", "A: b\r\n"), ("HTTP/1.1 200 OK\r\nA: ", "b"),
    ("", "HTTP/1.1 100 Continue\r\n\r\n"),
    ("HTTP/1.1 200 OK\r\n\r\n", "body"),
    (chunked, "4000\r\n" + String(repeating: "body", count: 4096) + "\r\n"),
    (chunked + "1", ";"),
    (chunked + "0\r\n", "A: b\r\n"),
  ])
  func whatHasNoEndIsGivenOne(begin: String, more: String) {
    var response = HTTPResponse()
    let piece = Array(String(repeating: more, count: 1 + (1 << 14) / more.utf8.count).utf8)
    #expect(throws: HTTPResponse.Refusal.tooLong) {
      try response.take(Array(begin.utf8)[...])
      var sent = 0
      while sent < 64 << 20, !response.isComplete {
        try response.take(piece[...])
        sent += piece.count
      }
    }
    #expect(response.body.count <= HTTPResponse.longestBody)
  }

  /// Damaged answers neither trap nor depend on how they are cut.
  @Test func damagedAnswersAreReadTheSameHoweverTheyAreCut() {
    var random = SplitMix64.seeded("HTTPResponseTests")
    let answers = [
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\nhello, world",
      chunked + "7\r\nhello, \r\n5\r\nworld\r\n0\r\n\r\n",
      "HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\n\r\n",
    ]
    var readCount = 0
    for _ in 0..<SplitMix64.steps(usually: 3000) {
      var bytes = Array(answers.randomElement(using: &random)?.utf8 ?? "".utf8)
      PageTests.damage(&bytes, &random)
      let whole = Self.read(bytes, by: 1 << 16)
      let cut = Self.read(bytes, by: Int.random(in: 1...5, using: &random))
      switch (whole, cut) {
      case (.success(let one), .success(let other)):
        readCount += 1
        #expect(one.body == other.body && one.status == other.status)
        #expect(one.location == other.location && one.isHTML == other.isHTML)
      case (.failure(let one), .failure(let other)): #expect(one == other)
      default: Issue.record("\(bytes) is taken or not, depending on how it is cut")
      }
    }
    #expect(readCount > 100)
  }
}

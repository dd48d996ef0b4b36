import Glibc
import Synchronization
import Workloads

/// Gets a program's own figures on a thread of its own, whenever it is asked to, so that a server
/// that hangs holds nothing up. One question at a time.
final class PageFetcher {
  typealias Answer = Result<MemoryStatistics, PageFailure>

  /// What both threads use: pipes that wake the other, and the answer that waits to be taken.
  private final class Exchange: Sendable {
    let questions: (read: Int32, write: Int32)
    let answers: (read: Int32, write: Int32)
    let answer = Mutex<Answer?>(nil)

    init() throws {
      (questions, answers) = (try Self.pipe(), try Self.pipe())
    }

    // Whoever is last lets go of it, so that no descriptor is closed under another thread.
    deinit {
      for end in [questions.read, questions.write, answers.read, answers.write] { close(end) }
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
      var ends: [Int32] = [-1, -1]
      guard Glibc.pipe(&ends) == 0 else {
        throw Failure(description: "cannot make a pipe: \(String(cString: strerror(errno)))")
      }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return (ends[0], ends[1])
    }
  }

  private static let question: UInt8 = 1
  private static let end: UInt8 = 0

  private let exchange: Exchange
  /// Whether a question is not answered yet.
  private(set) var isAsked = false

  init(_ address: PageAddress) throws {
    let exchange = try Exchange()
    self.exchange = exchange
    do throws(LabThread.Code) {
      try LabThread { Self.answerAll(exchange, PageReader(address)) }.detach()
    } catch {
      throw Failure(
        description: "cannot start a thread: \(String(cString: strerror(error.number)))")
    }
  }

  deinit { send(Self.end) }

  /// Becomes readable when there is an answer.
  var wakes: Int32 { exchange.answers.read }

  func ask() {
    guard !isAsked else { return }
    isAsked = true
    send(Self.question)
  }

  /// The answer to what was asked; nil while there is none.
  func take() -> Answer? {
    let answer = exchange.answer.withLock { answer in
      defer { answer = nil }
      return answer
    }
    guard let answer else { return nil }
    // The byte that came with it is there by now, or will be in a moment.
    var byte: UInt8 = 0
    _ = read(exchange.answers.read, &byte, 1)
    isAsked = false
    return answer
  }

  /// A pipe has room for a byte, since nothing is asked before the last answer was taken.
  private func send(_ byte: UInt8) {
    var byte = byte
    _ = write(exchange.questions.write, &byte, 1)
  }

  /// What the thread does, until it is told to end.
  private static func answerAll(_ exchange: Exchange, _ reader: PageReader) {
    var (reader, byte) = (reader, question)
    while read(exchange.questions.read, &byte, 1) == 1, byte == question {
      let answer = reader.answer()
      exchange.answer.withLock { $0 = answer }
      _ = write(exchange.answers.write, &byte, 1)
    }
  }
}

/// The pages that have the figures, and which of them this program has.
struct PageReader {
  /// The cheaper one first. Both have a program stop for some microseconds, as
  /// runtime.ReadMemStats does.
  private enum Page: String, CaseIterable {
    case variables = "/debug/vars"
    case profile = "/debug/pprof/heap?debug=1"

    func statistics(_ body: [UInt8]) -> MemoryStatistics? {
      switch self {
      case .variables: .ofVariables(body)
      case .profile: .ofProfile(body)
      }
    }
  }

  private var connection: PageConnection
  /// The one that had them last time.
  private var page: Page?

  init(_ address: PageAddress) { connection = PageConnection(address) }

  mutating func answer() -> PageFetcher.Answer {
    let url = connection.address.text
    var failures: [(page: Page, words: String)] = []
    let pages = page.map { [$0] } ?? Page.allCases
    page = nil
    for candidate in pages {
      do throws(PageFailure) {
        let statistics = try get(candidate)
        page = candidate
        return .success(statistics)
      } catch {
        guard error.isOfPage else { return .failure(PageFailure(words: "\(url) \(error.words)")) }
        failures.append((candidate, error.words))
      }
    }
    let words = failures.map { "\($0.page.rawValue) \($0.words)" }.joined(separator: ", ")
    return .failure(
      PageFailure(words: "\(url) shows no figures of a Go program: \(words)", isOfPage: true))
  }

  private mutating func get(_ page: Page) throws(PageFailure) -> MemoryStatistics {
    func refusal(_ words: String) -> PageFailure { PageFailure(words: words, isOfPage: true) }
    let response = try connection.get(page.rawValue)
    guard response.status == 200 else {
      if let location = response.location, (300..<400).contains(response.status) {
        throw refusal("leads to \(location), where poolmon does not follow")
      }
      let reason = response.reason.isEmpty ? "" : " " + response.reason
      throw refusal("answers \(response.status)\(reason)")
    }
    guard let statistics = page.statistics(response.body) else {
      throw refusal(response.isHTML ? "answers with HTML" : "answers with something else")
    }
    return statistics
  }
}

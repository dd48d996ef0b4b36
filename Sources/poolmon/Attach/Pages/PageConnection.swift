import Glibc
import Telemetry

/// Why a program's own figures could not be had.
struct PageFailure: Error, Equatable {
  /// In words that follow the name of what was asked: "answers 404 Not Found".
  let words: String
  /// Whether the server was found and answered, so that another page of it may be better.
  var isOfPage = false
}

/// Gets pages over TCP, each over a connection of its own. Every wait has an end. Blocks its
/// thread: only the fetcher's uses it.
struct PageConnection {
  /// To be connected, and to have the whole answer, from then on.
  private static let longestConnect = Duration.seconds(5)
  private static let longestAnswer = Duration.seconds(5)

  let address: PageAddress
  /// What the host's name stood for when it was last looked up.
  private var endpoints: [Endpoint] = []

  init(_ address: PageAddress) { self.address = address }

  mutating func get(_ path: String) throws(PageFailure) -> HTTPResponse {
    let socket = try connect()
    defer { close(socket) }
    let deadline = ContinuousClock.now + Self.longestAnswer
    let request =
      "GET \(address.prefix)\(path) HTTP/1.1\r\nHost: \(address.authority)\r\n"
      + "User-Agent: poolmon/\(Poolmon.version)\r\nAccept: */*\r\n"
      + "Accept-Encoding: identity\r\nConnection: close\r\n\r\n"
    try Self.send(Array(request.utf8), on: socket, until: deadline)
    return try Self.receive(from: socket, until: deadline)
  }

  // MARK: - To be connected

  /// An address and a port of a socket, as the system has them.
  private struct Endpoint {
    var family: Int32
    var bytes: [UInt8]
  }

  private mutating func connect() throws(PageFailure) -> Int32 {
    if endpoints.isEmpty { endpoints = try lookUp() }
    let deadline = ContinuousClock.now + Self.longestConnect
    var failure = PageFailure(words: "cannot be reached")
    for endpoint in endpoints {
      do throws(PageFailure) {
        return try Self.connect(to: endpoint, until: deadline)
      } catch {
        failure = error
      }
    }
    // The name may stand for another host by the next time.
    endpoints = []
    throw failure
  }

  private func lookUp() throws(PageFailure) -> [Endpoint] {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(address.host, "\(address.port)", &hints, &list)
    defer { if let list { freeaddrinfo(list) } }
    guard code == 0 else {
      throw PageFailure(words: "has no address: \(String(cString: gai_strerror(code)))")
    }
    var (found, next) = ([Endpoint](), list)
    while let entry = next?.pointee {
      if let address = entry.ai_addr {
        // As long as the system says that it is.
        let bytes = UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen))
        found.append(Endpoint(family: entry.ai_family, bytes: Array(bytes)))
      }
      next = entry.ai_next
    }
    return found
  }

  private static func connect(
    to endpoint: Endpoint, until deadline: ContinuousClock.Instant
  ) throws(PageFailure) -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(endpoint.family, kind, 0)
    guard descriptor >= 0 else { throw failure("cannot be reached", errno) }
    let result = endpoint.bytes.withUnsafeBytes { bytes in
      // A copy of what getaddrinfo(3) made, of its length.
      Glibc.connect(
        descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
        socklen_t(bytes.count))
    }
    do throws(PageFailure) {
      guard result == 0 || errno == EINPROGRESS else { throw failure("cannot be reached", errno) }
      try wait(for: POLLOUT, on: descriptor, until: deadline, "cannot be reached within 5 s")
      var (code, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
      getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
      guard code == 0 else { throw failure("cannot be reached", code) }
      return descriptor
    } catch {
      close(descriptor)
      throw error
    }
  }

  // MARK: - To be answered

  private static let hangs = "does not answer within 5 s"

  private static func send(
    _ bytes: [UInt8], on socket: Int32, until deadline: ContinuousClock.Instant
  ) throws(PageFailure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      try wait(for: POLLOUT, on: socket, until: deadline, hangs)
      let count = rest.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count > 0 { rest = rest.dropFirst(count) }
      guard count > 0 || errno == EAGAIN || errno == EINTR else {
        throw failure("does not answer", errno)
      }
    }
  }

  private static func receive(
    from socket: Int32, until deadline: ContinuousClock.Instant
  ) throws(PageFailure) -> HTTPResponse {
    var response = HTTPResponse()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while !response.isComplete {
      try wait(for: POLLIN, on: socket, until: deadline, hangs)
      let count = buffer.withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, 0) }
      guard count >= 0 else {
        if errno == EAGAIN || errno == EINTR { continue }
        throw failure("does not answer", errno)
      }
      do throws(HTTPResponse.Refusal) {
        if count > 0 { try response.take(buffer[..<count]) } else { try response.end() }
      } catch {
        throw PageFailure(words: words(error), isOfPage: error != .notHTTP)
      }
    }
    return response
  }

  private static func words(_ refusal: HTTPResponse.Refusal) -> String {
    switch refusal {
    case .notHTTP: "does not speak HTTP"
    case .tooLong: "sends more than 16 MiB"
    case .coded: "sends something compressed, which was not asked for"
    case .cutOff: "ends its answer too early"
    }
  }

  /// Throws in words if that does not come about in time.
  private static func wait(
    for event: Int32, on socket: Int32, until deadline: ContinuousClock.Instant, _ words: String
  ) throws(PageFailure) {
    while true {
      let left = (deadline - .now).wholeNanoseconds / 1_000_000
      guard left > 0 else { throw PageFailure(words: words) }
      var descriptor = pollfd(fd: socket, events: Int16(event), revents: 0)
      if poll(&descriptor, 1, Int32(clamping: left)) > 0 { return }
    }
  }

  private static func failure(_ words: String, _ code: Int32) -> PageFailure {
    PageFailure(words: "\(words): \(String(cString: strerror(code)))")
  }
}

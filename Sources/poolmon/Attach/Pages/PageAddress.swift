/// Where a program shows its own figures: an `http://` URL, as far as attaching has use for it.
struct PageAddress: Equatable, Sendable {
  /// Why a URL is of no use, and what to do.
  struct Refusal: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  /// A name or a number of a host; IPv6 without brackets.
  let host: String
  let port: UInt16
  /// What stands in front of "/debug/": usually nothing.
  let prefix: String

  private static let scheme = "http://"
  private static let usualPort: UInt16 = 80
  private static let longest = 2000

  /// Whether a text is meant to be a URL: no process is named so.
  static func isURL(_ text: String) -> Bool { text.contains("://") }

  init(_ text: String) throws(Refusal) {
    // What is shown of it steers no terminal.
    guard text.utf8.count <= Self.longest, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
    else { throw Refusal(description: "a URL has no blanks, and only characters of ASCII") }
    let lower = text.lowercased()
    guard !lower.hasPrefix("https://") else {
      throw Refusal(
        description: "poolmon does not speak TLS: reach the program through a tunnel, 'ssh -L "
          + "6060:localhost:6060 HOST', and attach to http://localhost:6060")
    }
    guard lower.hasPrefix(Self.scheme) else {
      throw Refusal(description: "\(text): a URL to attach to begins with http://")
    }
    let rest = text.dropFirst(Self.scheme.count)
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !authority.contains("@") else {
      throw Refusal(description: "a URL with a user or a password in it is refused: leave it out")
    }
    (host, port) = try Self.split(authority, of: text)
    prefix = try Self.prefix(rest.dropFirst(authority.count), of: text)
  }

  private static func split(
    _ authority: Substring, of text: String
  ) throws(Refusal) -> (String, UInt16) {
    var (host, rest) = (authority.prefix { $0 != ":" }, authority.drop { $0 != ":" })
    var isName = host.allSatisfy { $0.isLetter || $0.isNumber || ".-_".contains($0) }
    if authority.first == "[" {
      let inside = authority.dropFirst().prefix { $0 != "]" }
      (host, rest) = (inside, authority.dropFirst(inside.count + 2))
      // An address and the name of an interface.
      isName =
        authority.contains("]") && inside.contains(":")
        && inside.allSatisfy { $0.isLetter || $0.isNumber || ".:%-_".contains($0) }
    }
    guard isName, !host.isEmpty else {
      throw Refusal(description: "\(text) names no host, as in http://localhost:6060")
    }
    if rest.isEmpty { return (String(host), usualPort) }
    guard rest.first == ":", let port = UInt16(rest.dropFirst()), port > 0,
      rest.dropFirst().first != "+"
    else {
      throw Refusal(description: "\(text): a port is a number from 1 to 65535")
    }
    return (String(host), port)
  }

  /// The address of one of the pages, with all behind "/debug/", stands for both.
  private static func prefix(
    _ path: Substring, of text: String
  ) throws(Refusal) -> String {
    var path = path
    if let pages = path.firstRange(of: "/debug/") { path = path[..<pages.lowerBound] }
    if path.hasSuffix("/debug") { path = path.dropLast("/debug".count) }
    guard !path.contains("?"), !path.contains("#") else {
      throw Refusal(
        description: "\(text): only a path may follow the host, the one in front of /debug/")
    }
    while path.last == "/" { path = path.dropLast() }
    return String(path)
  }

  /// The host as a URL and a request have it; the port unless it is the usual one.
  var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == Self.usualPort ? name : "\(name):\(port)"
  }

  var text: String { Self.scheme + authority + prefix }
}

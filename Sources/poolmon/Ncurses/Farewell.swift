/// What leaves the full screen, made beforehand for a process that dies.
enum Farewell {
  /// Attributes off, keypad off, cursor on, the screen from before.
  private static let capabilities = ["sgr0", "rmkx", "cnorm", "rmcup"]

  /// The bytes, of a terminal whose capabilities are looked up by terminfo's names for them. The
  /// end of a synchronised update comes first, since one may have begun; then the mouse is switched
  /// off. Both are empty where there is nothing to end.
  static func bytes(
    updateEnd: [UInt8], mouseOff: [UInt8], capability: (String) -> String?
  ) -> [UInt8] {
    updateEnd + mouseOff
      + capabilities.flatMap { Array(withoutDelays(capability($0) ?? "").utf8) }
  }

  /// Without the delays that terminfo(5) writes as "$<2>": no terminal of today needs them.
  static func withoutDelays(_ capability: String) -> String {
    let parts = capability.split(separator: "$<", omittingEmptySubsequences: false)
    let rest = parts.dropFirst().map { $0.drop { $0 != ">" }.dropFirst() }
    return (parts.prefix(1) + rest).joined()
  }
}

import Glibc

/// Where the XDG Base Directory Specification has a user's files.
enum UserFolder {
  /// Settings: `$XDG_CONFIG_HOME/poolmon`, or below `~/.config`; nil without a home.
  static var settings: String? { path("XDG_CONFIG_HOME", below: ".config") }

  /// What can be found out again: `$XDG_CACHE_HOME/poolmon`, or below `~/.cache`.
  static var cache: String? { path("XDG_CACHE_HOME", below: ".cache") }

  private static func path(_ name: String, below usual: String) -> String? {
    // The specification has relative paths ignored.
    let base =
      variable(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? variable("HOME").map { "\($0)/\(usual)" }
    return base.map { $0 + "/poolmon" }
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}

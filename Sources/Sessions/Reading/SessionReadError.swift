import Glibc

/// Why a session cannot be read: one line that says what, where, and what to do.
package struct SessionReadError: Error, Equatable, CustomStringConvertible {
  package let description: String

  /// Whether the file is of something else than a session.
  package let isForeign: Bool

  package init(description: String, isForeign: Bool = false) {
    self.description = description
    self.isForeign = isForeign
  }

  /// - Parameter code: the errno of the call that failed.
  package init(path: String, code: Int32) {
    isForeign = false
    description = "cannot read '\(path)': \(String(cString: strerror(code)))"
  }
}

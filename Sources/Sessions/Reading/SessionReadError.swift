import Glibc

/// Why a session cannot be read: one line that says what, where, and what to do.
package struct SessionReadError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }

  /// - Parameter code: the errno of the call that failed.
  package init(path: String, code: Int32) {
    description = "cannot read '\(path)': \(String(cString: strerror(code)))"
  }
}

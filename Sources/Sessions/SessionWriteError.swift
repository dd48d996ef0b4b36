import Glibc

/// Why a session cannot be written: what, where, and what to do.
package struct SessionWriteError: Error, Equatable, CustomStringConvertible {
  package enum Cause: Equatable, Sendable {
    /// The errno of the call that failed.
    case system(Int32)
    /// Somebody removed the file while it was being written.
    case removed
    /// So many samples were still waiting when nothing had been taken for too long.
    case stuck(unwritten: Int)
  }

  package let path: String
  package let cause: Cause

  package init(path: String, cause: Cause) {
    self.path = path
    self.cause = cause
  }

  package init(path: String, code: Int32) { self.init(path: path, cause: .system(code)) }

  /// The errno of the call that failed; 0 where none did.
  package var code: Int32 {
    if case .system(let code) = cause { code } else { 0 }
  }

  package var description: String {
    switch cause {
    case .system(EEXIST): "'\(path)' exists already; use --force to overwrite it"
    case .system(EISDIR): "'\(path)' is a directory; name a file in it"
    case .system(ENOENT): "cannot create '\(path)': its folder does not exist"
    case .system(EPIPE): "nobody reads '\(path)' any more"
    case .system(let code): "cannot write '\(path)': \(String(cString: strerror(code)))"
    case .removed: "'\(path)' was removed; record to another file"
    case .stuck(let count):
      "'\(path)' takes nothing: \(count) \(count == 1 ? "sample was" : "samples were") not written"
    }
  }
}

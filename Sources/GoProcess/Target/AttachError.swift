/// Why a process cannot be watched: one line that says what, and what to do.
package struct AttachError: Error, Equatable, CustomStringConvertible {
  package enum Reason: Equatable, Sendable {
    case noSuchProcess, kernelThread, notGo, otherMachine, unknownVersion, notPermitted, noPools
    /// It has not begun to run yet.
    case notBegun
  }

  package let reason: Reason
  package let description: String

  package init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}

/// The process that was watched is no more, or another program runs in it.
package struct TargetEnded: Error, Equatable, CustomStringConvertible {
  package let description: String
}

/// What a service does with its buffers, one request after the other.
///
/// A value that each worker has its own copy of. It says what to do and does nothing itself: a
/// function of its seed, of how often it was asked, and of the moment.
package protocol Workload: Sendable {
  /// The next request.
  mutating func next(at moment: Moment) -> Request
}

/// What a workload may know of the run.
package struct Moment: Equatable, Sendable {
  /// Since the run began.
  package var time: Duration
  /// How often a burst was asked for so far.
  package var bursts: Int
  /// Share of buffers that a forgetful service does not put back, 0 to 1.
  package var forgottenShare: Double

  package init(time: Duration = .zero, bursts: Int = 0, forgottenShare: Double = 0) {
    self.time = time
    self.bursts = bursts
    self.forgottenShare = forgottenShare
  }
}

/// One use of a buffer: get, write, and one of several ends.
package struct Request: Equatable, Sendable {
  /// How a use ends. In noput mode every end but `keep` is `forget`.
  package enum End: Equatable, Sendable {
    /// The buffer is put back.
    case put
    /// It goes out of scope: the mistake under study.
    case forget
    /// It is emptied, and then put back: the pool counts a length of 0.
    case emptyAndPut
    /// Someone holds on to it: a real leak.
    case keep
  }

  /// Bytes that are written.
  package var length: Int
  /// Capacity that is asked for before writing.
  package var reserved = 0
  /// Buffers that are in use at the same time, each for such a request.
  package var together = 1
  package var end = End.put

  package init(length: Int, reserved: Int = 0, together: Int = 1, end: End = .put) {
    self.length = length
    self.reserved = reserved
    self.together = together
    self.end = end
  }
}

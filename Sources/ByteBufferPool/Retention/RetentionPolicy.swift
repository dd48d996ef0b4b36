/// Decides which returned buffers a pool keeps, and how large new ones are.
///
/// A value without state: what a policy learns is kept by the pool and comes in as an argument, so
/// that each policy can be tested alone, shared by pools, and switched while they run.
public protocol RetentionPolicy: Hashable, Sendable {
  /// What people call it, in a few words and with what is set of it: "calibrated", "hard cap 64
  /// KiB". For logs and screens; policies are told apart by `==`.
  var name: String { get }

  /// Thresholds before anything is learned. A returned buffer whose capacity is at most the maximum
  /// size is kept without further question; a maximum size of 0 keeps all, and a policy that wants
  /// to judge all says 1.
  var initialThresholds: Calibration { get }

  /// More puts than this in one size class start a calibration, at least 0; nil for a policy that
  /// never calibrates.
  var callsThreshold: Int? { get }

  /// Thresholds from the puts that each size class has had since the last calibration. Called only
  /// if there is a `callsThreshold`. Must not switch the pool's policy, which waits for this to
  /// end.
  func calibration(calls: [Int]) -> Calibration

  /// Decides on a returned buffer whose capacity is above the maximum size.
  func judge(_ buffer: ReturnedBuffer) -> Judgement
}

extension RetentionPolicy {
  /// The name of its type.
  public var name: String { String(describing: Self.self) }

  /// Never calibrates.
  public var callsThreshold: Int? { nil }

  /// The initial thresholds: nothing is learned.
  public func calibration(calls: [Int]) -> Calibration { initialThresholds }

  /// Drops it.
  public func judge(_ buffer: ReturnedBuffer) -> Judgement { .drop() }
}

/// What a policy is told of a buffer that comes back.
public struct ReturnedBuffer: Equatable, Sendable {
  /// Bytes written when it was put.
  public var length: Int
  /// Bytes that fit.
  public var capacity: Int
  /// What earlier judgements have held against it; 0 for a new one.
  public var strikes: Int

  /// A buffer with these figures, in bytes.
  public init(length: Int, capacity: Int, strikes: Int = 0) {
    self.length = length
    self.capacity = capacity
    self.strikes = strikes
  }
}

/// What becomes of a buffer that comes back.
public enum Judgement: Equatable, Sendable {
  /// It stays, with so many strikes against it, at most 65,535.
  case keep(strikes: Int)
  /// Its memory is freed; new buffers have this capacity in bytes from now on, brought into 0 to
  /// 1 TiB, unless it is nil.
  case drop(defaultSize: Int? = nil)
}

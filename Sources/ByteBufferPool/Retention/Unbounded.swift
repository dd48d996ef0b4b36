/// Keeps every buffer, however large: Go's `sync.Pool` by itself. What a burst has grown stays
/// grown (golang/go#23199).
public struct Unbounded: RetentionPolicy {
  /// The one value.
  public init() {}

  /// "unbounded".
  public var name: String { "unbounded" }

  public var initialThresholds: Calibration { Calibration() }
}

extension RetentionPolicy where Self == Unbounded {
  /// Keeps every buffer, however large.
  public static var unbounded: Unbounded { Unbounded() }
}

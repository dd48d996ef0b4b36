/// Learns both thresholds from the lengths that come back: bytebufferpool.
public struct Calibrated: RetentionPolicy {
  /// The one value: bytebufferpool has no settings.
  public init() {}

  /// "calibrated".
  public var name: String { "calibrated" }

  public var initialThresholds: Calibration { Calibration() }
  public var callsThreshold: Int? { Calibration.callsThreshold }
  public func calibration(calls: [Int]) -> Calibration { Calibration(calls: calls) }
}

extension RetentionPolicy where Self == Calibrated {
  /// Learns both thresholds from the lengths that come back.
  public static var calibrated: Calibrated { Calibrated() }
}

/// Keeps buffers up to a fixed capacity. Go's `fmt` and `encoding/json` do this, at 64 KiB.
public struct HardCap: RetentionPolicy {
  /// The largest capacity that is kept, in bytes; at least 1.
  public let bytes: Int

  /// Less than 1 is taken as 1, and traps in debug builds.
  public init(bytes: Int = 64 << 10) {
    assert(bytes > 0, "a hard cap is at least 1 byte")
    self.bytes = max(bytes, 1)
  }

  /// "hard cap 64 KiB": in the largest IEC unit that leaves a whole number, so that different caps
  /// have different names.
  public var name: String {
    var (count, unit) = (bytes, "B")
    for larger in ["KiB", "MiB", "GiB", "TiB"] where count.isMultiple(of: 1024) {
      (count, unit) = (count / 1024, larger)
    }
    return "hard cap \(count) \(unit)"
  }

  public var initialThresholds: Calibration { Calibration(maxSize: bytes) }
}

extension RetentionPolicy where Self == HardCap {
  /// Keeps buffers up to a capacity of `bytes`.
  public static func hardCap(_ bytes: Int) -> HardCap { HardCap(bytes: bytes) }
}

/// Drops a large buffer once it has come back nearly empty too often, and makes the next one as
/// large as was last needed.
///
/// The worst utilisation that can last is 25 % ÷ (1 + 4) = 5 %, where without strikes it is 0 %. A
/// fixed cap has no such bound, and no use for buffers above it. Source: the proposal of Joe Tsai
/// in golang/go#27735, as in the pools of Go's encoding/json/jsontext.
public struct Strikes: RetentionPolicy {
  /// Up to this capacity a buffer is always kept, in bytes.
  public static let alwaysKept = 4 << 10
  /// So many returns in a row with less than a quarter used are forgiven.
  public static let limit = 4

  /// The one value.
  public init() {}

  /// "strikes".
  public var name: String { "strikes" }

  public var initialThresholds: Calibration { Calibration(maxSize: Self.alwaysKept) }

  public func judge(_ buffer: ReturnedBuffer) -> Judgement {
    if buffer.length >= buffer.capacity / 4 { return .keep(strikes: 0) }
    if buffer.strikes < Self.limit { return .keep(strikes: buffer.strikes + 1) }
    // The next power of two, at least 64: `1 << bits.Len(uint(prevLen|63))` in jsontext.
    return .drop(defaultSize: 1 << (Int.bitWidth - (buffer.length | 63).leadingZeroBitCount))
  }
}

extension RetentionPolicy where Self == Strikes {
  /// Drops a large buffer once it has come back nearly empty too often.
  public static var strikes: Strikes { Strikes() }
}

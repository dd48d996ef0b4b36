package import ByteBufferPool

/// bytebufferpool's thresholds with the percentile taken over classes by their size: the maximum
/// size is the smallest class up to which 95 % of all calls lie.
package struct CalibratedBySize: RetentionPolicy {
  package init() {}

  package var name: String { "calibrated, size order" }
  package var initialThresholds: Calibration { Calibration() }
  package var callsThreshold: Int? { Calibration.callsThreshold }

  package func calibration(calls: [Int]) -> Calibration {
    var thresholds = Calibration(calls: calls)
    let enough = Int(Double(calls.reduce(0, +)) * Calibration.percentile)
    var covered = 0
    for sizeClass in SizeClass.all where covered <= enough {
      covered += calls[sizeClass.index]
      thresholds.maxSize = sizeClass.size
    }
    // A new buffer that is too large to be kept would be of no use.
    thresholds.maxSize = max(thresholds.maxSize, thresholds.defaultSize)
    return thresholds
  }
}

/// The pool of one size class among several: new buffers are as large as the class, and what has
/// grown beyond is dropped. As in grpc-go's mem and VictoriaMetrics' leveled pools.
package struct Tier: RetentionPolicy {
  package let sizeClass: SizeClass

  package init(_ sizeClass: SizeClass) { self.sizeClass = sizeClass }

  package var name: String { "tier \(sizeClass.size) B" }

  package var initialThresholds: Calibration {
    Calibration(defaultSize: sizeClass.size, maxSize: sizeClass.size)
  }
}

internal import Synchronization

/// A retention policy with what it has learned in one pool.
///
/// All words are atomic and relaxed: they guard no other memory, and each is right by itself. Two
/// thresholds that change together may be seen one before the other, as in bytebufferpool.
struct ActivePolicy: ~Copyable, Sendable {
  let policy: any RetentionPolicy

  private let defaultBytes: Atomic<Int>
  /// `Int.max` where the maximum size is 0, so that a put has one comparison to make.
  private let keptBytes: Atomic<Int>
  /// Puts of each class up to the last calibration.
  private let counted: InlineArray<20, Atomic<Int>>
  private let isCalibrating = Atomic(false)

  init(_ policy: some RetentionPolicy) {
    self.policy = policy
    defaultBytes = Atomic(0)
    keptBytes = Atomic(.max)
    counted = InlineArray { _ in Atomic(0) }
    adopt(policy.initialThresholds)
  }

  /// Capacity of a new buffer, in bytes. What a policy says is brought into `0...Growth.limit`.
  var defaultSize: Int {
    get { defaultBytes.load(ordering: .relaxed) }
    nonmutating set {
      defaultBytes.store(min(max(newValue, 0), Growth.limit), ordering: .relaxed)
    }
  }

  /// The policy's, at least 0.
  var callsThreshold: Int? { policy.callsThreshold.map { max($0, 0) } }

  /// Up to this capacity a returned buffer is kept without further question.
  var keepLimit: Int { keptBytes.load(ordering: .relaxed) }

  /// The thresholds in force.
  var thresholds: Calibration {
    Calibration(defaultSize: defaultSize, maxSize: keepLimit == .max ? 0 : keepLimit)
  }

  /// Puts of a class since the last calibration, of `puts` since the pool began. At least 0: a
  /// calibration under way may have counted a put that the caller has not seen.
  func calls(puts: Int, ofClass index: Int) -> Int {
    max(puts - counted[index].load(ordering: .relaxed), 0)
  }

  /// Begins anew: nothing is learned, and the next calibration counts from `puts` on. For a policy
  /// that is not in force.
  func begin(puts takePuts: () -> [Int]) {
    // Some thread may still be calibrating from before: its figures would come in behind these.
    while !isCalibrating.compareExchange(expected: false, desired: true, ordering: .acquiring)
      .exchanged
    {}
    defer { isCalibrating.store(false, ordering: .releasing) }
    // After the wait: what was put in the meantime is of the time before.
    let puts = takePuts()
    adopt(policy.initialThresholds)
    for index in puts.indices { counted[index].store(puts[index], ordering: .relaxed) }
  }

  /// Sets the thresholds anew if some class has still had more calls than the policy waits for.
  /// The puts are taken here, so that every put before this call counts. One thread calibrates at a
  /// time; another that wants to returns at once. True if it calibrated.
  func calibrate(puts takePuts: () -> [Int]) -> Bool {
    guard let threshold = callsThreshold,
      isCalibrating.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else { return false }
    defer { isCalibrating.store(false, ordering: .releasing) }
    let puts = takePuts()
    let calls = puts.indices.map { self.calls(puts: puts[$0], ofClass: $0) }
    guard calls.contains(where: { $0 > threshold }) else { return false }
    for index in puts.indices { counted[index].store(puts[index], ordering: .relaxed) }
    adopt(policy.calibration(calls: calls))
    return true
  }

  private func adopt(_ thresholds: Calibration) {
    defaultSize = thresholds.defaultSize
    keptBytes.store(thresholds.maxSize > 0 ? thresholds.maxSize : .max, ordering: .relaxed)
  }
}

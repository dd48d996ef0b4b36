import FoundationEssentials
package import Telemetry

/// What a session holds, as it is told by its samples one after another. Bounded.
package struct SessionInfo {
  /// So many times of each kind of mark are told.
  package static let firstTimes = 10

  /// So many notes are told, the first ones.
  package static let noteLimit = 100

  /// One kind of mark.
  package struct MarkCount: Equatable, Sendable {
    package let kind: MarkKind
    package fileprivate(set) var count = 0
    /// Of the first ones, in nanoseconds since the session began.
    package fileprivate(set) var first: [Int] = []
  }

  /// The longest time between two samples, and the sum, in nanoseconds.
  private var longest = 0
  private(set) var firstSample: Snapshot?

  package private(set) var latest: Snapshot?
  package private(set) var sampleCount = 0
  package private(set) var gaps = 0
  /// Time in which nothing was seen, in nanoseconds.
  package private(set) var gapNanoseconds = 0
  /// What people noted, the first ones, in the order of time; `marks` counts them all.
  package private(set) var notes: [Mark] = []
  /// Those that there are, in the order of `MarkKind`.
  package var marks: [MarkCount] { counts.filter { $0.count > 0 } }
  private var counts = MarkKind.allCases.map { MarkCount(kind: $0) }

  package init() {}

  /// Takes the next sample in.
  package mutating func add(_ snapshot: Snapshot) {
    defer {
      latest = snapshot
      sampleCount += 1
    }
    guard let latest else {
      firstSample = snapshot
      // Only neighbours have marks between them; what people said has no need of one.
      if let note = snapshot.note { add(Mark(time: snapshot.time, event: .note(note))) }
      return
    }
    longest = max(longest, snapshot.timeNanoseconds - latest.timeNanoseconds)
    for mark in Mark.between(latest, snapshot) { add(mark) }
  }

  private mutating func add(_ mark: Mark) {
    if case .gap(let length) = mark.event {
      gaps += 1
      gapNanoseconds += length.wholeNanoseconds
    }
    if case .note = mark.event, notes.count < Self.noteLimit { notes.append(mark) }
    for index in counts.indices where counts[index].kind == MarkKind(mark.event) {
      counts[index].count += 1
      if counts[index].first.count < Self.firstTimes {
        counts[index].first.append(mark.time.wholeNanoseconds)
      }
    }
  }

  /// From the first sample to the last. nil without samples.
  package var span: ClosedRange<Duration>? {
    guard let firstSample, let latest else { return nil }
    return firstSample.time...latest.time
  }

  /// Time from one sample to the next: the mean without gaps, and the longest. nil below two
  /// samples.
  package var interval: (mean: Duration, longest: Duration)? {
    guard let span, sampleCount > 1 else { return nil }
    let seen = (span.upperBound - span.lowerBound).wholeNanoseconds - gapNanoseconds
    let steps = sampleCount - 1 - gaps
    let mean = steps > 0 ? seen / steps : longest
    return (.nanoseconds(mean), .nanoseconds(longest))
  }
}

/// What marks tell of, as one word for a list or a program.
package enum MarkKind: String, CaseIterable, Sendable, Codable {
  case mode, workload, heap, policy, thresholds, note, restart, gap

  package init(_ event: Mark.Event) {
    self =
      switch event {
      case .modeSwitched: .mode
      case .workloadSwitched: .workload
      case .heapSwitched: .heap
      case .policySwitched: .policy
      case .thresholdsChanged: .thresholds
      case .note: .note
      case .restarted: .restart
      case .gap: .gap
      }
  }
}

/// The same for programs.
extension SessionInfo {
  private struct Document: Encodable {
    struct Interval: Encodable {
      let askedS: Double
      let meanS: Double?
      let longestS: Double?
    }

    struct Marks: Encodable {
      let kind: MarkKind
      let count: Int
      let firstS: [Double]
    }

    struct Note: Encodable {
      let timeS: Double
      let words: String

      init?(_ mark: Mark) {
        guard case .note(let words) = mark.event else { return nil }
        (timeS, self.words) = (mark.time.inSeconds, words)
      }
    }

    let files: [String]
    let header: SessionHeader
    let fileBytes: Int
    let samples: Int
    let bytesPerSample: Double?
    let beginS: Double?
    let endS: Double?
    let beginUtc: String?
    let endUtc: String?
    let interval: Interval
    let gaps: Int
    let gapsS: Double
    let marks: [Marks]
    let notes: [Note]
    let latest: Snapshot?
    let damage: DamageCounts
  }

  private struct DamageCounts: Encodable {
    let unreadable: Int
    let outOfOrder: Int
    let newer: Int
    let cutShort: Bool
    let foreignFiles: [String]
  }

  /// What `poolmon info --json` prints. Unknown values are left out.
  package func json(of reader: SessionReader) throws -> String {
    let damage = reader.damage
    func utc(_ time: Duration?) -> String? {
      time.flatMap {
        UTCTime.milliseconds(reader.header.started, plusNanoseconds: $0.wholeNanoseconds)
      }.map(UTCTime.text(milliseconds:))
    }
    let document = Document(
      files: reader.files, header: reader.header, fileBytes: reader.storedBytes,
      samples: sampleCount, bytesPerSample: bytesPerSample(of: reader.storedBytes),
      beginS: span?.lowerBound.inSeconds, endS: span?.upperBound.inSeconds,
      beginUtc: utc(span?.lowerBound), endUtc: utc(span?.upperBound),
      interval: .init(
        askedS: Duration.nanoseconds(reader.header.intervalNanoseconds).inSeconds,
        meanS: interval?.mean.inSeconds, longestS: interval?.longest.inSeconds),
      gaps: gaps, gapsS: Duration.nanoseconds(gapNanoseconds).inSeconds,
      marks: marks.map { mark in
        .init(
          kind: mark.kind, count: mark.count,
          firstS: mark.first.map { Duration.nanoseconds($0).inSeconds })
      },
      notes: notes.compactMap(Document.Note.init), latest: latest,
      damage: DamageCounts(
        unreadable: damage.unreadable, outOfOrder: damage.disordered, newer: damage.newer,
        cutShort: damage.hasTornEnd, foreignFiles: damage.foreignFiles))
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }

  /// nil without samples.
  package func bytesPerSample(of bytes: Int) -> Double? {
    sampleCount > 0 ? Double(bytes) / Double(sampleCount) : nil
  }
}

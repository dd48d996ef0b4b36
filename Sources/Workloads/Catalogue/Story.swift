package import Telemetry

/// What a demonstration of a workload tells, chapter by chapter.
package struct Story: Sendable {
  /// What a chapter may know of the run.
  package struct Moment: Sendable {
    /// When the present chapter began, and now.
    let start: Snapshot
    let now: Snapshot

    /// Time since the present chapter began.
    var elapsed: Duration { now.time - start.time }

    /// nil before the first sample of the pool.
    var pool: PoolSample? { now.pools.first }

    var isCalibrated: Bool { (pool?.calibrations ?? 0) > 0 }
  }

  /// What the demonstration changes of the run.
  package enum Change: Equatable, Sendable {
    case mode(WorkloadMode)
    case heap(HeapModel)
    case burst
    case collect
  }

  package struct Chapter: Sendable {
    /// Whether it begins now, once the one before it has.
    let begins: @Sendable (Moment) -> Bool
    let changes: [Change]
    /// One line, which may depend on what came out.
    let caption: @Sendable (Moment) -> String

    init(
      when begins: @escaping @Sendable (Moment) -> Bool = { _ in true }, _ changes: Change...,
      caption: @escaping @autoclosure @Sendable () -> String
    ) {
      self.init(when: begins, changes, telling: { _ in caption() })
    }

    init(
      when begins: @escaping @Sendable (Moment) -> Bool, _ changes: [Change] = [],
      telling caption: @escaping @Sendable (Moment) -> String
    ) {
      self.begins = begins
      self.changes = changes
      self.caption = caption
    }

    /// One that begins so many seconds after the one before it.
    static func after(_ seconds: Int, _ changes: Change..., caption: String) -> Chapter {
      Chapter(when: { $0.elapsed >= .seconds(seconds) }, changes, telling: { _ in caption })
    }
  }

  /// A caption stays for so long at least: it wants to be read.
  static let shortestChapter = Duration.seconds(4)

  /// Operations per second at which a person can follow; nil is as fast as it goes.
  package let rate: Double?
  /// The first begins at once.
  let chapters: [Chapter]

  init(rate: Double? = nil, _ chapters: [Chapter]) {
    self.rate = rate
    self.chapters = chapters
  }
}

/// Tells a story as a run goes on.
package struct StoryTeller: Sendable {
  /// What is told from now on, and what has to be changed for it.
  package struct Turn: Equatable, Sendable {
    package let caption: String
    package let changes: [Story.Change]
  }

  private let story: Story
  private let workload: String
  private var next = 0
  private var start: Snapshot?

  package init(_ kind: WorkloadKind) {
    story = kind.story
    workload = kind.name
  }

  /// The next turn, if one comes with this snapshot. A story ends with its last chapter, and when
  /// another workload runs: then with an empty caption.
  package mutating func turn(at now: Snapshot) -> Turn? {
    guard next < story.chapters.count else { return nil }
    guard now.workload?.name == workload else {
      next = story.chapters.count
      return Turn(caption: "", changes: [])
    }
    let moment = Story.Moment(start: start ?? now, now: now)
    let chapter = story.chapters[next]
    guard next == 0 || moment.elapsed >= Story.shortestChapter && chapter.begins(moment) else {
      return nil
    }
    next += 1
    start = now
    return Turn(caption: chapter.caption(moment), changes: chapter.changes)
  }
}

extension WorkloadEngine {
  /// Changes of the run what a demonstration wants changed.
  package func carryOut(_ change: Story.Change) {
    switch change {
    case .mode(let mode): self.mode = mode
    case .heap(let model): heap.model = model
    case .burst: fireBurst()
    case .collect: heap.askForCycle()
    }
  }
}

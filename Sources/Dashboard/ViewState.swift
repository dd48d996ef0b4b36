package import Drawing

/// What a person has chosen to look at, and how: nothing of it changes what is watched.
package struct ViewState: Sendable {
  /// The instant that a person looks at. nil is now.
  package var cursor: Duration?
  /// Steps from the usual time axis: above 0 a longer one.
  package var zoom = 0
  /// Index of the selected panel.
  package var selected: Int?
  /// Whether the selected panel has the whole screen.
  package var isExpanded = false
  /// Titles of panels that are not shown.
  package var hidden: Set<String> = []
  /// Whether vertical axes are logarithmic.
  package var isLogarithmic = false
  /// Whether counts are shown in total instead of per second.
  package var showsTotals = false
  /// Scales of panels by title, held as they were; nil while they follow what is shown.
  package var frozen: [String: Scale]?
  package var measure = ClassMeasure.puts
  package var poolOrder = PoolOrder.retained
  /// The pool that the other panels show.
  package var poolIndex = 0
  /// Whether that stays, since a person has chosen it, or since it is one that counts something.
  package var keepsPool = false
  package var glyphs: GlyphSet = .braille

  package init() {}

  /// How many samples fill the time axis: 60 s at ten a second.
  static let samplesAcross = 600

  /// Lengths of the time axis, as parts and multiples of the usual one: 60 s become 3 s to a week.
  private static let zooms: [(times: Int, parts: Int)] = [
    (1, 20), (1, 10), (1, 4), (1, 2), (1, 1), (2, 1), (5, 1), (10, 1), (20, 1), (60, 1), (120, 1),
    (360, 1), (720, 1), (1440, 1), (10_080, 1),
  ]
  private static let usual = 4

  /// Time that the whole time axis stands for: 136 years at most.
  func axisSpan(interval: Duration) -> Duration {
    let zoom = Self.zooms[Self.usual + self.zoom]
    return min(interval * Self.samplesAcross * zoom.times / zoom.parts, .seconds(1 << 32))
  }

  mutating func zoom(by steps: Int) {
    zoom = min(max(zoom + steps, -Self.usual), Self.zooms.count - 1 - Self.usual)
  }

  /// Chooses the shortest time axis that has room for so much time, the usual one at most.
  mutating func zoom(toFit length: Duration, interval: Duration) {
    zoom = 0
    var shorter = self
    while zoom > -Self.usual {
      shorter.zoom(by: -1)
      guard shorter.axisSpan(interval: interval) >= length else { return }
      zoom = shorter.zoom
    }
  }

  /// Where the time axis ends: now, or, where the cursor would not be on it then, half an axis
  /// behind the cursor.
  func axisEnd(now: Duration, interval: Duration) -> Duration {
    let span = axisSpan(interval: interval)
    guard let cursor, now - cursor >= span else { return now }
    return min(cursor + span / 2, now)
  }
}

/// What the histogram of size classes shows.
package enum ClassMeasure: String, CaseIterable, Sendable {
  case puts, bytes, utilisation, calls

  var next: ClassMeasure {
    let all = Self.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }
}

/// By what pools are sorted in their list.
package enum PoolOrder: String, CaseIterable, Sendable {
  case retained, gets, misses, name

  var next: PoolOrder {
    let all = Self.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }
}

import Sessions
import Telemetry

/// What a session holds, as aligned lines.
struct InfoText {
  /// More would leave what is above them out of sight.
  private static let noteLimit = 20

  let name: String
  let reader: SessionReader
  let info: SessionInfo

  var lines: [String] {
    let rows =
      headerRows + sampleRows + markRows + noteRows + processRows + poolRows
      + [("damage", damage)]
    let width = rows.map(\.0.count).max() ?? 0
    return [name]
      + rows.map { name, text in
        "  " + name + String(repeating: " ", count: width + 2 - name.count) + text
      }
  }

  private var headerRows: [(String, String)] {
    let header = reader.header
    let memory = Quantity.bytes(header.host.memoryBytes)
    let files = reader.files.count
    return [
      ("format", "\(header.format) \(header.version), by \(header.tool)"),
      ("source", header.subject(workload: nil).joined(separator: " · ")),
      (
        "host",
        "\(header.host.name), \(header.host.system), "
          + "\(Quantity.count(header.host.cpus, "CPU", "CPUs")), \(memory)"
      ),
      ("started", header.started),
      (
        "size", "\(Quantity.bytes(reader.storedBytes)) in \(Quantity.count(files, "file", "files"))"
      ),
    ]
  }

  private var sampleRows: [(String, String)] {
    let each = info.bytesPerSample(of: reader.storedBytes).map { ", \(Quantity.bytes($0)) each" }
    let samples = Quantity.count(info.sampleCount) + (each ?? "")
    guard let span = info.span else { return [("samples", samples)] }
    let ends = [span.lowerBound, span.upperBound]
    let length = written(span.upperBound - span.lowerBound)
    let clock = ends.map { time in
      UTCTime.milliseconds(reader.header.started, plusNanoseconds: time.wholeNanoseconds)
        .map(UTCTime.text(milliseconds:)) ?? "–"
    }
    let times = ends.map(Quantity.preciseClock).joined(separator: " to ")
    return [
      ("samples", samples),
      ("span", "\(times), which is \(length)"),
      ("wall clock", clock.joined(separator: " to ")),
      ("interval", interval),
      ("gaps", gaps),
    ]
  }

  private var interval: String {
    let asked = Quantity.nanoseconds(Double(reader.header.intervalNanoseconds))
    guard let seen = info.interval else { return "\(asked) asked" }
    let (mean, longest) = (written(seen.mean), written(seen.longest))
    return "\(asked) asked, \(mean) seen, \(longest) at most"
  }

  private var gaps: String {
    guard info.gaps > 0 else { return "none" }
    return "\(Quantity.count(info.gaps)), in which nothing was seen for "
      + written(.nanoseconds(info.gapNanoseconds))
  }

  /// A kind of mark with the times of the first ones.
  private var markRows: [(String, String)] {
    guard !info.marks.isEmpty else { return [("marks", "none")] }
    return info.marks.enumerated().map { index, mark in
      let times = mark.first.map { Quantity.preciseClock(.nanoseconds($0)) }
      let more = mark.count > times.count ? ["… \(mark.count - times.count) more"] : []
      let count = Quantity.count(mark.count)
      return (
        index == 0 ? "marks" : "",
        "\(mark.kind.rawValue) \(count): " + (times + more).joined(separator: ", ")
      )
    }
  }

  /// Each note with its words; no rows where nobody noted anything.
  private var noteRows: [(String, String)] {
    let all = info.marks.first { $0.kind == .note }?.count ?? 0
    let notes = info.notes.prefix(Self.noteLimit)
    let rows = notes.map { note in
      "\(Quantity.preciseClock(note.time))  \(note.event.words.joined(separator: " "))"
    }
    let more = all > rows.count ? ["and \(Quantity.count(all - rows.count)) more"] : []
    return (rows + more).enumerated().map { ($0.offset == 0 ? "notes" : "", $0.element) }
  }

  /// RSS at the end, and what the process may have; no row where that is unknown.
  private var processRows: [(String, String)] {
    guard let process = info.latest?.process, let limit = process.memoryLimit else { return [] }
    let resident = Quantity.bytes(process.residentSpace)
    return [("memory", "limit \(Quantity.bytes(limit)), RSS \(resident)")]
  }

  /// The last figures of each pool.
  private var poolRows: [(String, String)] {
    guard let pools = info.latest?.pools, !pools.isEmpty else { return [("pools", "none")] }
    return pools.enumerated().map { index, pool in
      let figures = [
        pool.policy, pool.gets.map { "\(Quantity.count($0)) gets" },
        pool.hitRatio.map { "\(Quantity.percent($0)) hits" },
        pool.puts.map { "\(Quantity.count($0)) puts" },
        pool.outstanding.map { "\(Quantity.count($0)) outstanding" },
        pool.retainedSpace.map { "\(Quantity.bytes($0)) retained" },
        pool.calibrations.map { "calibrated \(Quantity.count($0)) times" },
      ].compactMap { $0 }
      return (index == 0 ? "pools" : "", ([pool.name] + figures).joined(separator: ", "))
    }
  }

  private var damage: String { reader.damage.words ?? "none" }

  private func written(_ duration: Duration) -> String {
    duration < .seconds(120)
      ? Quantity.nanoseconds(Double(duration.wholeNanoseconds)) : Quantity.clock(duration)
  }
}

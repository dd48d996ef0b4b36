/// Numbers as people read them: with their unit, and no more figures than mean something.
package enum Quantity {
  /// "512 B", "51.8 MiB": IEC units, three significant figures; up to 1023 B each byte.
  package static func bytes(_ count: Int) -> String {
    count < 1024 && count > -1024 ? "\(count) B" : bytes(Double(count))
  }

  /// The same for a number that is not whole, or larger than any memory.
  package static func bytes(_ count: Double) -> String {
    scaled(count, by: 1024, units: ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"])
  }

  /// "32 KiB", "1.5 MiB": a round number of bytes, such as a size class, without idle zeros.
  package static func size(_ count: Int) -> String { roundBytes(Double(count)) }

  /// "2 GiB/s": the same for the label of an axis.
  package static func roundBytesPerSecond(_ rate: Double) -> String { roundBytes(rate) + "/s" }

  /// "2 GiB": the same for the label of an axis.
  package static func roundBytes(_ count: Double) -> String { trimmed(bytes(count)) }

  /// "4 M/s": the same for the label of an axis.
  package static func roundPerSecond(_ rate: Double) -> String {
    trimmed(scaled(rate, by: 1000, units: ["", "k", "M", "G", "T", "P"])) + "/s"
  }

  /// "4 M": the same without a unit, for counts.
  package static func roundCount(_ count: Double) -> String {
    trimmed(scaled(count, by: 1000, units: ["", "k", "M", "G", "T", "P"]))
  }

  /// "200 ns", "1 µs": the same for times.
  package static func roundNanoseconds(_ count: Double) -> String { trimmed(nanoseconds(count)) }

  /// "64", "1K", "32M": a size class, short, since many of them stand side by side.
  package static func shortSize(_ size: Int) -> String {
    size >= 1 << 20 ? "\(size >> 20)M" : size >= 1 << 10 ? "\(size >> 10)K" : "\(size)"
  }

  /// A figure and its unit without zeros at the end of its decimals: "32.0 KiB" is "32 KiB".
  private static func trimmed(_ text: String) -> String {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard var figures = parts.first, figures.contains(".") else { return text }
    while figures.last == "0" { figures.removeLast() }
    if figures.last == "." { figures.removeLast() }
    return ([figures] + parts.dropFirst()).joined(separator: " ")
  }

  /// "2.41 GiB/s".
  package static func bytesPerSecond(_ rate: Double) -> String { bytes(rate) + "/s" }

  /// "448 k/s": SI prefixes, three significant figures.
  package static func perSecond(_ rate: Double) -> String {
    scaled(rate, by: 1000, units: ["", "k", "M", "G", "T", "P"]) + "/s"
  }

  /// "61,203,400".
  package static func count(_ count: Int) -> String {
    let digits = String(count.magnitude)
    var grouped = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { grouped.append(",") }
      grouped.append(digit)
    }
    return count < 0 ? "-" + grouped : grouped
  }

  /// "1 miss", "61,203,400 misses".
  package static func count(_ count: Int, _ word: String, _ plural: String) -> String {
    "\(Self.count(count)) \(count == 1 ? word : plural)"
  }

  /// A share of 0 to 1 as "97.3 %". What is not quite all never reads as "100 %", nor what is not
  /// quite nothing as "0 %".
  package static func percent(_ share: Double) -> String {
    let tenths = (share * 1000).rounded()
    if tenths >= 1000 && share < 1 { return ">99.9 %" }
    if tenths <= 0 && share > 0 { return "<0.1 %" }
    return tenths >= 1000 || tenths <= 0
      ? "\(Int(tenths / 10)) %" : "\(fixed(tenths / 10, decimals: 1)) %"
  }

  /// CPU use in cores as a percentage of one core: "98.7 %", "187 %".
  package static func cores(_ cores: Double) -> String {
    let percent = cores * 100
    return "\(fixed(percent, decimals: percent < 99.95 ? 1 : 0)) %"
  }

  /// "00:01:42"; hours grow beyond two digits as needed.
  package static func clock(_ duration: Duration) -> String {
    guard duration >= .zero else { return "-" + clock(.zero - duration) }
    let seconds = Int(duration.components.seconds)
    return [seconds / 3600, seconds / 60 % 60, seconds % 60].map(twoDigits).joined(separator: ":")
  }

  /// "01:42", and "00:01:42" beside a time of an hour or more.
  package static func clock(_ duration: Duration, as longest: Duration) -> String {
    let text = clock(duration)
    return longest < .seconds(3600) ? String(text.dropFirst(3)) : text
  }

  /// "00:01:42.3": where several fall into a second.
  package static func preciseClock(_ duration: Duration) -> String {
    guard duration >= .zero else { return "-" + preciseClock(.zero - duration) }
    let tenths = duration.wholeNanoseconds / 100_000_000
    return "\(clock(duration)).\(tenths % 10)"
  }

  /// "00:01:42.3" of a length: a clock shows what has passed, a length is the nearest one.
  package static func preciseLength(_ duration: Duration) -> String {
    guard duration >= .zero else { return "-" + preciseLength(.zero - duration) }
    return preciseClock(duration + .milliseconds(50))
  }

  /// "45 s", "7.5 min", "2.5 h": a time on an axis as long as `span`, all in the unit that suits
  /// it.
  package static func axisTime(_ duration: Duration, span: Duration) -> String {
    let (unit, seconds): (String, Double) =
      switch span.inSeconds {
      case ..<1: ("ms", 0.001)
      case ..<120: ("s", 1)
      case ..<7200: ("min", 60)
      case ..<172_800: ("h", 3600)
      default: ("d", 86_400)
      }
    return trimmed("\(fixed(duration.inSeconds / seconds, decimals: 2)) \(unit)")
  }

  /// "−48.0 s", "−00:02:37": how long ago.
  package static func ago(_ duration: Duration) -> String {
    let seconds = duration.inSeconds
    return "−" + (seconds < 120 ? "\(fixed(seconds, decimals: 1)) s" : clock(duration))
  }

  /// "100 ms", "1 s", "2.5 s", "2 min": a setting, in the unit that keeps it short.
  package static func interval(_ duration: Duration) -> String {
    let milliseconds = duration.wholeNanoseconds / 1_000_000
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    if milliseconds >= 120_000 && milliseconds % 60_000 == 0 {
      return "\(milliseconds / 60_000) min"
    }
    if milliseconds % 1000 == 0 { return "\(milliseconds / 1000) s" }
    if milliseconds % 100 != 0 { return "\(milliseconds) ms" }
    return "\(fixed(Double(milliseconds) / 1000, decimals: 1)) s"
  }

  /// "45 s", "12 min", "2 h 10 min", "3 d 4 h": a time to come, no closer than it is known. 0 if it
  /// has come.
  package static func roughTime(_ duration: Duration) -> String {
    func whole(_ unit: Double) -> Int { Int((max(duration.inSeconds, 0) / unit).rounded()) }
    func pair(_ count: Int, _ large: String, _ each: Int, _ small: String) -> String {
      "\(count / each) \(large)" + (count % each == 0 ? "" : " \(count % each) \(small)")
    }
    if whole(1) < 120 { return "\(whole(1)) s" }
    if whole(60) < 120 { return "\(whole(60)) min" }
    if whole(60) < 2 * 24 * 60 { return pair(whole(60), "h", 60, "min") }
    return pair(whole(3600), "d", 24, "h")
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }

  /// Divides until the number is below 1,000 or units run out. 1,000 also for bytes, so that no
  /// more than three figures stand before the point.
  private static func scaled(_ number: Double, by step: Double, units: [String]) -> String {
    var (scaled, unit) = (number, 0)
    while abs(scaled) >= 999.5, unit + 1 < units.count {
      scaled /= step
      unit += 1
    }
    let isWhole = unit == 0 && scaled == scaled.rounded()
    let magnitude = abs(scaled)
    let decimals = isWhole || magnitude >= 99.95 ? 0 : magnitude >= 9.995 ? 1 : 2
    let figures = fixed(scaled, decimals: decimals)
    return units[unit].isEmpty ? figures : "\(figures) \(units[unit])"
  }

  /// "677 ns", "2.13 µs", "1.50 ms": a time that is measured, three significant figures.
  package static func nanoseconds(_ count: Double) -> String {
    scaled(count, by: 1000, units: ["ns", "µs", "ms", "s"])
  }

  /// "2.24×", "154×", "962,944×": how many times as much.
  package static func multiple(_ ratio: Double) -> String {
    guard ratio.isFinite, abs(ratio) < 9e15 else { return "–" }
    if ratio > 0 && ratio < 0.005 { return "<0.01×" }
    let decimals = ratio == 0 || ratio >= 99.95 ? 0 : ratio >= 9.995 ? 1 : 2
    return (decimals == 0 ? count(Int(ratio.rounded())) : fixed(ratio, decimals: decimals)) + "×"
  }

  /// A number with exactly so many decimals, 0 to 2: Foundation's formatting would cost 3 MiB of
  /// RSS.
  package static func fixed(_ number: Double, decimals: Int) -> String {
    guard number.isFinite else { return "–" }
    let factor = [1.0, 10.0, 100.0][decimals]
    let units = (abs(number) * factor).rounded()
    guard units < 9e15 else { return "\(number)" }
    let whole = Int(units) / Int(factor)
    let sign = number < 0 && units > 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(whole)" }
    let fraction = String(Int(units) % Int(factor))
    let padding = String(repeating: "0", count: decimals - fraction.count)
    return "\(sign)\(whole).\(padding)\(fraction)"
  }
}

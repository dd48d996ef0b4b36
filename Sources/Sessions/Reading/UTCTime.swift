/// Instants as a session's header has them: RFC 3339, in UTC.
package enum UTCTime {
  /// Seconds since 1970 of "2026-01-31T12:00:00Z", or with an offset in place of the "Z". nil for
  /// any other text.
  package static func seconds(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20 else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 48)
      }
      return value
    }
    let marks: [(Int, Character)] = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")]
    guard marks.allSatisfy({ bytes[$0.0] == $0.1.asciiValue }),
      let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60,
      let offset = offset(bytes[19...].drop { $0 == 46 || (48...57).contains($0) })
    else { return nil }
    return days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
  }

  /// Seconds that the place is ahead of UTC.
  private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
    let text = String(decoding: bytes, as: UTF8.self)
    if text == "Z" || text == "z" { return 0 }
    let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hours = UInt8(parts[0]), let minutes = UInt8(parts[1]),
      hours < 24, minutes < 60
    else { return nil }
    let seconds = Int(hours) * 3600 + Int(minutes) * 60
    return text.hasPrefix("+") ? seconds : text.hasPrefix("-") ? -seconds : nil
  }

  /// Days since 1970 in the Gregorian calendar. The year is taken to begin in March, so that the
  /// leap day is its last: Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
  }

  /// Nanoseconds of a second that has begun, of such a text; what is finer is dropped.
  private static func fraction(_ text: String) -> Int {
    let rest = text.utf8.dropFirst(19)
    guard rest.first == UInt8(ascii: ".") else { return 0 }
    let digits = rest.dropFirst().prefix { (48...57).contains($0) }.prefix(9)
    return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
      * (digits.count..<9).reduce(1) { power, _ in power * 10 }
  }

  /// The instant so long after such a text, in milliseconds since 1970, rounded down as clocks
  /// do. nil if it is none.
  package static func milliseconds(_ text: String, plusNanoseconds time: Int) -> Int? {
    guard let seconds = seconds(text) else { return nil }
    let nanoseconds = fraction(text) + time
    let whole = nanoseconds >= 0 ? nanoseconds / 1_000_000 : (nanoseconds - 999_999) / 1_000_000
    return seconds * 1000 + whole
  }

  /// "2026-01-31T12:00:00.250Z".
  package static func text(milliseconds: Int) -> String {
    let day = 86_400_000
    let days = milliseconds >= 0 ? milliseconds / day : (milliseconds - day + 1) / day
    let (year, month, dayOfMonth) = date(days)
    let time = milliseconds - days * day
    func digits(_ number: Int, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(width - text.count, 0)) + text
    }
    return "\(digits(year, 4))-\(digits(month, 2))-\(digits(dayOfMonth, 2))T"
      + "\(digits(time / 3_600_000, 2)):\(digits(time / 60_000 % 60, 2)):"
      + "\(digits(time / 1000 % 60, 2)).\(digits(time % 1000, 3))Z"
  }

  /// The inverse of `days`, from the same source: eras of 400 years, years from March on.
  private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let year = yearOfEra + era * 400
    return (
      month < 10 ? year : year + 1, month < 10 ? month + 3 : month - 9,
      dayOfYear - (153 * month + 2) / 5 + 1
    )
  }
}

/// A value of an export, and how it is written. Unknown values are nil and not written at all.
package enum ExportValue: Equatable, Sendable {
  case count(Int)
  case number(Double)
  /// A time in nanoseconds, written in seconds.
  case seconds(nanoseconds: Int)
  case text(String)

  /// Digits, or the text as it is.
  package var description: String {
    switch self {
    case .count(let count): "\(count)"
    // No reading is infinite: each divides by a time or a count above 0.
    case .number(let number): "\(number)"
    case .seconds(let nanoseconds): Self.decimalSeconds(nanoseconds)
    case .text(let text): text
    }
  }

  /// Nanoseconds as seconds, exactly and without idle zeros: "0.000000055", "12.1", "3".
  package static func decimalSeconds(_ nanoseconds: Int) -> String {
    decimal(nanoseconds, places: 9)
  }

  /// A number of thousandths, millionths and so on, as a decimal fraction.
  static func decimal(_ number: Int, places: Int) -> String {
    let unit = (0..<places).reduce(1) { unit, _ in unit * 10 }
    let (whole, rest) = number.magnitude.quotientAndRemainder(dividingBy: UInt(unit))
    let sign = number < 0 ? "-" : ""
    guard rest > 0 else { return "\(sign)\(whole)" }
    var digits = String(rest)
    digits = String(repeating: "0", count: places - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(whole).\(digits)"
  }

  private var isText: Bool { if case .text = self { true } else { false } }

  /// A cell of a CSV file (RFC 4180): in quotes where a comma, a quote or an end of line is in it.
  /// An empty text is in quotes, since an empty cell is unknown.
  package var csv: String {
    let text = description
    let special: (UInt8) -> Bool = { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    guard isText, text.isEmpty || text.utf8.contains(where: special) else { return text }
    return "\"" + Self.replacing(text) { $0 == "\"" ? "\"\"" : nil } + "\""
  }

  /// A JSON value (RFC 8259).
  package var json: String { isText ? Self.jsonString(description) : description }

  package static func jsonString(_ text: String) -> String {
    let inner = replacing(text) { scalar in
      switch scalar {
      case "\"": return "\\\""
      case "\\": return "\\\\"
      case "\n": return "\\n"
      case "\r": return "\\r"
      case "\t": return "\\t"
      case "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: return nil
      }
    }
    return "\"" + inner + "\""
  }

  /// The value of a label of OpenMetrics, and its help texts.
  package static func openMetricsString(_ text: String) -> String {
    replacing(text) { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      default: nil
      }
    }
  }

  /// Scalar by scalar, since two that are one character to a reader may be two to a parser: "\r\n".
  private static func replacing(
    _ text: String, _ escape: (Unicode.Scalar) -> String?
  ) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if let escape = escape(scalar) {
        escaped.append(contentsOf: escape.unicodeScalars)
      } else {
        escaped.append(scalar)
      }
    }
    return String(escaped)
  }
}

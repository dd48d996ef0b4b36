/// HTML or SVG that is well-formed as XML by construction: each element is closed where it was
/// opened, and all text is escaped.
package struct Markup {
  package typealias Attributes = KeyValuePairs<String, String>

  package private(set) var text = ""

  package init() {}

  /// Elements that end a line, so that the source can be read and compared.
  private static let blocks: Set = [
    "dl", "div", "figure", "g", "h1", "h2", "h3", "header", "li", "p", "section", "svg", "table",
    "tbody", "thead", "tr",
  ]

  /// An element with what `content` appends inside it.
  package mutating func element(
    _ name: String, _ attributes: Attributes = [:], _ content: (inout Markup) -> Void
  ) {
    open(name, attributes, end: ">")
    content(&self)
    text += Self.blocks.contains(name) ? "</\(name)>\n" : "</\(name)>"
  }

  /// An element that holds text.
  package mutating func element(_ name: String, _ attributes: Attributes = [:], text: String) {
    element(name, attributes) { $0.write(text) }
  }

  /// An element without content: of SVG, or one of HTML's that never have any.
  package mutating func element(_ name: String, _ attributes: Attributes = [:]) {
    open(name, attributes, end: "/>")
  }

  /// Text, escaped.
  package mutating func write(_ text: String) { self.text += text.escaped }

  /// What is markup already.
  package mutating func append(_ markup: String) { text += markup }

  private mutating func open(_ name: String, _ attributes: Attributes, end: String) {
    text += "<\(name)"
    for (key, value) in attributes { text += " \(key)=\"\(value.escaped)\"" }
    text += end
  }
}

extension String {
  /// As text in HTML and XML, between tags or in an attribute's quotes. Characters that no such
  /// document may have, and those that turn the direction of what follows, are shown as "�".
  package var escaped: String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      case "\t", "\n", "\r": result.append(" ")
      case _ where scalar.isUnfit: result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}

extension Unicode.Scalar {
  /// Whether it is a control character, no character at all, or an override of the direction.
  var isUnfit: Bool {
    value < 32 || (0x7F...0x9F).contains(value) || (0x202A...0x202E).contains(value)
      || (0x2066...0x2069).contains(value) || (0xFDD0...0xFDEF).contains(value)
      || value & 0xFFFE == 0xFFFE
  }
}

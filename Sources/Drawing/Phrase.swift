/// Words that are shown whole or not at all.
package struct Phrase: Equatable, Sendable {
  package var text: String
  package var style: Style

  package init(_ text: String, _ style: Style = .text) {
    self.text = text
    self.style = style
  }

  /// The first phrases that fit into `width` columns with `separator` between them.
  package static func fitting(
    _ phrases: [Phrase], width: Int, separator: String = "  "
  ) -> [Phrase] {
    var used = -separator.count
    return Array(
      phrases.prefix { phrase in
        used += separator.count + phrase.text.count
        return used <= width
      })
  }
}

extension Canvas {
  /// Writes those phrases that fit between two columns, the first ones first. Returns the column
  /// behind the last.
  @discardableResult
  package mutating func write(
    _ phrases: [Phrase], x: Int, before end: Int, y: Int, separator: Phrase = Phrase("  ")
  ) -> Int {
    var column = x
    let fitting = Phrase.fitting(phrases, width: end - x, separator: separator.text)
    for (index, phrase) in fitting.enumerated() {
      if index > 0 { column = write(separator.text, x: column, y: y, separator.style) }
      column = write(phrase.text, x: column, y: y, phrase.style)
    }
    return column
  }
}

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

  /// A text as its words.
  package static func words(of text: String, _ style: Style) -> [Phrase] {
    text.split(separator: " ").map { Phrase(String($0), style) }
  }

  /// Words broken into lines of `width` columns, with a blank between two. From one that has no
  /// room on they are left out.
  package static func lines(of words: [Phrase], width: Int) -> [[Phrase]] {
    var (rest, lines) = (words[...], [[Phrase]]())
    while !rest.isEmpty {
      let fitting = fitting(Array(rest), width: width, separator: " ").count
      guard fitting > 0 else { break }
      lines.append(Array(rest.prefix(fitting)))
      rest = rest.dropFirst(fitting)
    }
    return lines
  }
}

extension Phrase: ExpressibleByStringInterpolation {
  package init(stringLiteral text: String) { self.init(text) }
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

  /// Writes a text over as many as `rows` rows, broken between words. Words that have no room are
  /// left out. Returns how many rows it took.
  @discardableResult
  package mutating func write(
    _ text: String, x: Int, before end: Int, y: Int, rows: Int, _ style: Style
  ) -> Int {
    let lines = Phrase.lines(of: Phrase.words(of: text, style), width: end - x).prefix(max(rows, 0))
    for (row, line) in lines.enumerated() {
      write(line, x: x, before: end, y: y + row, separator: Phrase(" "))
    }
    return lines.count
  }
}

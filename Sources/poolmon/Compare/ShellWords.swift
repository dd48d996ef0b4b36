/// Splits a line into words as a shell does: at blanks, but not inside quotes, nor after a
/// backslash. nil if a quote is left open.
func shellWords(_ line: String) -> [String]? {
  var words: [String] = []
  var word: String?
  var quote: Character?
  var isEscaped = false
  for character in line {
    switch character {
    case _ where isEscaped:
      word = (word ?? "") + String(character)
      isEscaped = false
    case "\\" where quote != "'":
      isEscaped = true
      word = word ?? ""
    case quote: quote = nil
    case "\"" where quote == nil, "'" where quote == nil:
      quote = character
      word = word ?? ""
    case _ where character.isWhitespace && quote == nil:
      if let complete = word { words.append(complete) }
      word = nil
    default: word = (word ?? "") + String(character)
    }
  }
  guard quote == nil, !isEscaped else { return nil }
  return words + [word].compactMap { $0 }
}

/// GitHub-flavoured Markdown.
enum MarkdownText {
  /// Text from a file, on a line that something else begins, so that it stands as it is: it makes
  /// no link, calls nobody, and is no part of a table.
  static func escaped(_ text: String) -> String {
    var result = ""
    let characters = Array(text)
    for (index, character) in characters.enumerated() {
      let before = index > 0 ? characters[index - 1] : " "
      let after = index + 1 < characters.count ? characters[index + 1] : " "
      if character.isWhitespace {
        result.append(" ")
      } else if character.unicodeScalars.contains(where: \.isUnfit) {
        result.append("\u{FFFD}")
      } else {
        if means(character, before: before, after: after) { result.append("\\") }
        result.append(character)
      }
    }
    return result
  }

  /// Whether Markdown would take a character for more than itself.
  private static func means(
    _ character: Character, before: Character, after: Character
  ) -> Bool {
    func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }
    switch character {
    case "\\", "`", "*", "[", "]", "<", ">", "|", "~", "$": return true
    // Not inside a word.
    case "_": return !(isWord(before) && isWord(after))
    // "&lt;" and "#12", "@all", ":smile:" and "http:", "www.".
    case "&", "#", "@": return isWord(after) || after == "#"
    case ":": return !(after.isWhitespace || (before.isNumber && after.isNumber))
    case ".": return before == "w" || before == "W"
    default: return false
    }
  }
}

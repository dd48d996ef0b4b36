extension String {
  /// The line broken between words, so that each piece has at most `width` columns; what follows
  /// the first is indented by two more than that. A longer word stays whole.
  func wrapped(to width: Int) -> [String] {
    guard count > width else { return [self] }
    let indent = String(repeating: " ", count: prefix { $0 == " " }.count)
    // Two blanks between words stay two.
    let words = dropFirst(indent.count).split(separator: " ", omittingEmptySubsequences: false)
    var lines: [String] = []
    var line = indent
    var isBegun = false
    for word in words {
      if isBegun, !word.isEmpty, line.count + 1 + word.count > width {
        while line.last == " " { line.removeLast() }
        lines.append(line)
        (line, isBegun) = (indent + "  ", false)
      }
      line += (isBegun ? " " : "") + word
      isBegun = true
    }
    return lines + [line]
  }
}

extension String {
  /// The sentence, or its first words and "…" where there is no room for all. Never a part of a
  /// word, unless it is the first.
  func cut(to room: Int) -> String {
    guard count > room else { return self }
    guard room > 1 else { return "" }
    let fitting = prefix(room - 1)
    // A blank right behind is the end of a word, too.
    let isWhole = self[fitting.endIndex...].first == " "
    let end = isWhole ? fitting.endIndex : fitting.lastIndex(of: " ") ?? fitting.endIndex
    return "\(fitting[..<end])…"
  }
}

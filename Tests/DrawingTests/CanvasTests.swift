import Testing

@testable import Drawing

@Suite struct CanvasTests {
  private func canvas(_ width: Int, _ height: Int) -> Canvas {
    Canvas(Size(width: width, height: height))
  }

  @Test func clipsOnAllSides() {
    var canvas = canvas(4, 2)
    canvas.write("abcdefgh", x: -2, y: 0, .text)
    canvas.write("xy", x: 3, y: 1, .text)
    canvas.write("no", x: 0, y: 2, .text)
    canvas.write("no", x: 0, y: -1, .text)
    #expect(canvas.text == "cdef\n   x")
    #expect(canvas[9, 9] == .blank)
  }

  @Test(arguments: [(0, 0), (0, 5), (5, 0), (-1, -1)])
  func anEmptyCanvasTakesEverythingAndShowsNothing(width: Int, height: Int) {
    var canvas = canvas(width, height)
    canvas.write("text", x: 0, y: 0, .text)
    canvas.set("x", x: 0, y: 0, .text)
    canvas.draw(Canvas(Size(width: 2, height: 2)), at: Rect(x: 0, y: 0, width: 2, height: 2))
    #expect(canvas.text.allSatisfy { $0 == "\n" })
  }

  @Test func whatIsNotOneColumnWideBecomesAQuestionMark() {
    var canvas = canvas(12, 1)
    canvas.write("a\u{1B}[31m日e\u{301}é", x: 0, y: 0, .text)
    #expect(canvas.text == "a?[31m?e?é")
  }

  @Test func numbersEndWhereTheyAreTold() {
    var canvas = canvas(6, 2)
    canvas.write("7", before: 6, y: 0, .value)
    canvas.write("1,234", before: 6, y: 1, .value)
    #expect(canvas.text == "     7\n 1,234")
  }

  @Test func aDrawnCanvasStaysInItsRectangle() {
    var inner = canvas(5, 5)
    for y in 0..<5 { inner.write("#####", x: 0, y: y, .text) }
    var outer = canvas(4, 3)
    outer.draw(inner, at: Rect(x: 1, y: 1, width: 2, height: 1))
    #expect(outer.text == "\n ##\n")
  }

  @Test func phrasesAreWholeOrAbsent() {
    let phrases = ["one", "two", "three"].map { Phrase($0) }
    #expect(Phrase.fitting(phrases, width: 8).map(\.text) == ["one", "two"])
    #expect(Phrase.fitting(phrases, width: 7).map(\.text) == ["one"])
    #expect(Phrase.fitting(phrases, width: 2).isEmpty)
    var canvas = canvas(10, 1)
    let end = canvas.write(phrases, x: 1, before: 10, y: 0)
    #expect(canvas.text == " one  two")
    #expect(end == 9)
  }

  @Test func rectanglesSplitWithoutLosingCells() {
    let rect = Rect(x: 2, y: 3, width: 10, height: 4)
    let (top, rest) = rect.split(top: 9)
    #expect(top == rect && rest.isEmpty)
    let (left, right) = rect.split(left: 4)
    #expect(left.width + right.width == 10 && right.x == 6)
    #expect(rect.inset(left: 20, top: 20).isEmpty)
  }

  @Test(
    arguments: [
      (20, 2, ["one two three four", "five"]), (9, 2, ["one two", "three"]), (9, 0, []),
      (4, 3, ["one", "two"]), (2, 3, []), (0, 1, []),
    ] as [(Int, Int, [String])])
  func longTextsAreBrokenBetweenWords(width: Int, rows: Int, lines: [String]) {
    var canvas = Canvas(Size(width: 30, height: 4))
    let used = canvas.write(
      "one two three four five", x: 1, before: 1 + width, y: 1, rows: rows, .text)
    #expect(used == lines.count)
    let shown = canvas.text.split(separator: "\n").map { String($0.dropFirst()) }
    #expect(shown == lines)
  }
}

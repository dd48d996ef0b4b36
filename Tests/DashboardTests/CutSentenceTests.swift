import Testing

@testable import Dashboard

@Suite struct CutSentenceTests {
  @Test(arguments: [
    (16, "64 kept of 1 MiB"), (15, "64 kept of 1…"), (14, "64 kept of 1…"),
    (13, "64 kept of 1…"), (12, "64 kept of…"), (8, "64 kept…"), (7, "64…"), (2, "6…"), (1, ""),
    (0, ""), (-3, ""),
  ])
  func onlyWholeWordsStay(room: Int, text: String) {
    let sentence = "64 kept of 1 MiB"
    #expect(sentence.cut(to: room) == text)
    #expect(sentence.cut(to: room).count <= max(room, 0))
  }
}

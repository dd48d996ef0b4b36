import Drawing
import Testing

@Suite struct PairsTests {
  private let pairs = Pairs(rows: [
    [Pairs.Pair("a", "1"), Pairs.Pair("long", "22")], [Pairs.Pair("b", "333")],
  ])

  @Test func valuesStandAtTheRightEdgeOfTheirPair() {
    var canvas = Canvas(Size(width: 22, height: 3))
    pairs.draw(on: &canvas)
    #expect(canvas.text == "a        1 long     22\nb      333\n")
  }

  @Test(arguments: [(0, 0), (1, 1), (5, 1), (22, 1)])
  func drawsAtAnySize(width: Int, height: Int) {
    var canvas = Canvas(Size(width: width, height: height))
    pairs.draw(on: &canvas)
    Pairs(rows: []).draw(on: &canvas)
    #expect(canvas.text.split(separator: "\n").count <= height)
  }
}

import Drawing
import Testing

@testable import Dashboard

@Suite struct LayoutTests {
  private static let widths = [0, 20, 39, 40, 79, 80, 99, 100, 120, 200, 300]

  private func places(_ width: Int, _ height: Int) -> [Layout.Place] {
    let entries = PanelList.all.enumerated().map { Layout.Entry(index: $0, panel: $1) }
    return Layout.places(of: entries, in: Rect(x: 0, y: 2, width: width, height: height))
  }

  /// Numbers of the panels; the vitals, which have none, are left out.
  private func numbers(_ width: Int, _ height: Int) -> Set<Int> {
    Set(
      places(width, height).compactMap { content, _ in
        if case .panel(let entry) = content { entry.index + 1 } else { nil }
      })
  }

  /// Rows of the vitals.
  private func vitals(_ width: Int, _ height: Int) -> Int {
    places(width, height).reduce(0) { rows, place in
      if case .vitals = place.content { rows + place.rect.height } else { rows }
    }
  }

  @Test(arguments: widths)
  func panelsStayInTheirColumnAndDoNotOverlap(width: Int) {
    for height in 0...70 {
      let body = Rect(x: 0, y: 2, width: width, height: height)
      var taken = Set<[Int]>()
      for (_, rect) in places(width, height) where width > 0 {
        #expect(rect.maxY <= body.maxY && rect.maxX <= body.maxX)
        for x in [rect.x, rect.maxX - 1] {
          for y in rect.y..<rect.maxY { #expect(taken.insert([x, y]).inserted) }
        }
      }
    }
  }

  /// With every row less the same panels are there or fewer: none comes as the screen shrinks.
  @Test(arguments: widths)
  func panelsLeaveInAFixedOrder(width: Int) {
    for height in 1...70 {
      let (lower, higher) = (numbers(width, height - 1), numbers(width, height))
      #expect(lower.isSubset(of: higher), "\(width)x\(height): \(lower) after \(higher)")
    }
  }

  @Test func aPanelAloneFillsNoColumn() {
    let entries = PanelList.all.enumerated().map { Layout.Entry(index: $0, panel: $1) }
    let more = entries.filter { $0.placement.column == .moreGraphs }
    for count in 1...2 {
      let shown = entries.filter { $0.placement.column != .moreGraphs } + more.prefix(count)
      let places = Layout.places(of: shown, in: Rect(x: 0, y: 2, width: 200, height: 57))
      #expect(Set(places.map(\.rect.x)).count == count + 1)
    }
  }

  @Test func everyPanelIsThereWhereThereIsRoom() {
    #expect(numbers(120, 57) == Set(1...11))
    #expect(numbers(80, 21) == [1, 2, 3, 4])
    #expect(numbers(40, 9) == [3] && vitals(40, 9) == 4)
    #expect(numbers(40, 14) == [2, 3] && vitals(40, 14) == 4)
    #expect(numbers(60, 31) == [1, 2, 3, 4] && vitals(60, 31) == 0)
    #expect(numbers(20, 2).isEmpty && vitals(20, 2) == 2)
    #expect(places(20, 0).allSatisfy { $0.rect.isEmpty })
  }
}

extension Rect {
  fileprivate var maxX: Int { x + width }
  fileprivate var maxY: Int { y + height }
}

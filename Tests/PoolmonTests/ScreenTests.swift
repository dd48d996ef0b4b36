import ArgumentParser
import Drawing
import Testing

@testable import poolmon

@Suite struct ScreenTests {
  @Test(arguments: [
    ("\u{1B}[m", "\u{1B}[m"), ("\u{1B}[?5h$<100/>\u{1B}[?5l", "\u{1B}[?5h\u{1B}[?5l"),
    ("$<2>", ""), ("", ""), ("a$<2*>b$<3>c", "abc"), ("cost $5", "cost $5"),
  ])
  func delaysAreLeftOut(capability: String, text: String) {
    #expect(Farewell.withoutDelays(capability) == text)
  }

  @Test func aFarewellEndsWhatWasBegun() {
    let known = ["sgr0": "S", "rmkx": "K$<5>", "cnorm": "C", "rmcup": "R"]
    let bytes = Farewell.bytes(updateEnd: Array("E".utf8), mouseOff: Array("M".utf8)) { known[$0] }
    #expect(String(decoding: bytes, as: UTF8.self) == "EMSKCR")
    #expect(Farewell.bytes(updateEnd: [], mouseOff: []) { _ in nil } == [])
  }

  @Test(arguments: [
    (UInt32(1), Key.control("a")), (12, .control("l")), (26, .control("z")), (8, .backspace),
    (127, .backspace), (9, .tab), (10, .enter), (13, .enter), (27, .escape),
    (32, .character(" ")), (126, .character("~")), (0xE9, .character("é")),
    (0x8A9E, .character("語")), (0x1F600, .character("😀")),
  ])
  func whatIsTyped(code: UInt32, key: Key) {
    #expect(KeyReader.typed(code) == key)
  }

  @Test(arguments: [UInt32(0), 28, 31, 128, 155, 159, 0xD800, 0x11_0000])
  func whatNoKeyHereSends(code: UInt32) {
    #expect(KeyReader.typed(code) == nil)
  }

  @Test(arguments: [
    (ColorChoice.auto, false, true), (.auto, true, false), (.always, true, true),
    (.always, false, true), (.never, false, false), (.never, true, false),
  ])
  func colour(choice: ColorChoice, isRefused: Bool, isWanted: Bool) {
    #expect(choice.isWanted(isColorRefused: isRefused) == isWanted)
  }
}

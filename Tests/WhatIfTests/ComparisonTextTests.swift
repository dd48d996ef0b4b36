import Telemetry
import Testing

@testable import WhatIf

@Suite struct ComparisonTextTests {
  @Test(arguments: [
    (Bounds(1024, 2048), "1.00–2.00 KiB"), (Bounds(32768), "32.0 KiB"), (Bounds(0, 70), "0–70 B"),
    (Bounds(900, 1_048_576), "900 B–1.00 MiB"), (Bounds(1_048_576, 1_048_577), "1.00 MiB"),
  ])
  func aRangeHasItsUnitOnce(bounds: Bounds, text: String) {
    #expect(ComparisonText.range(bounds, Quantity.bytes) == text)
  }

  @Test func whatIsUnknownIsADash() { #expect(ComparisonText.range(nil, Quantity.bytes) == "–") }
}

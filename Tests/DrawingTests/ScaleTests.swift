import Testing

@testable import Drawing

@Suite struct ScaleTests {
  @Test(arguments: [
    (0.0, 10.0), (10.0, 10.0), (11.0, 20.0), (21.0, 40.0), (41.0, 60.0), (61.0, 80.0),
    (81.0, 100.0), (101.0, 200.0), (4_100_000.0, 6_000_000.0), (Double.infinity, 10.0),
    (Double.nan, 10.0),
  ])
  func decimalMaximaAreRound(value: Double, maximum: Double) {
    #expect(Scale.decimal(holding: value, atLeast: 10).maximum == maximum)
  }

  @Test(arguments: [
    (0.0, 1.0), (1.01, 2.0), (9.9, 10.0), (1000.0, 1024.0), (79_360.0, 81_920.0),
  ])
  func binaryMaximaAreRoundInTheirUnit(mebibytes: Double, maximum: Double) {
    let unit = 1_048_576.0
    #expect(Scale.binary(holding: mebibytes * unit, atLeast: unit).maximum == maximum * unit)
  }

  @Test func aScaleHoldsItsValueAndWastesLessThanHalf() {
    for exponent in 0..<40 {
      for step in 0..<16 {
        let value = (1 + Double(step) / 16) * Double(1 << exponent)
        for scale in [
          Scale.decimal(holding: value, atLeast: 1), .binary(holding: value, atLeast: 1),
        ] {
          #expect(scale.maximum >= value)
          #expect(scale.maximum <= value * 2)
        }
      }
    }
  }

  @Test func fractionsAreClamped() {
    let scale = Scale(maximum: 4)
    #expect([-1, 0, 1, 4, 5].map(scale.fraction) == [0, 0, 0.25, 1, 1])
    #expect(scale.fraction(.nan) == 0)
  }
}

import TestSupport
import Testing

@testable import GoProcess

@Suite struct AddressTableTests {
  /// With any factor it is what a dictionary is.
  @Test(arguments: [SplitMix64.seed(of: "AddressTableTests")], [UInt64?.none, 0, 1])
  func itIsADictionary(seed: UInt64, factor: UInt64?) {
    struct Key: Hashable {
      var space: Int
      var address: UInt64
    }
    var random = SplitMix64(state: seed)
    var table = AddressTable(factor: factor ?? random.next())
    var model: [Key: Int32] = [:]
    for step in 0..<SplitMix64.steps(usually: 3000) {
      if random.chance(0.002) {
        // For less than it has, as much, or more.
        table.removeAll(capacity: Int.random(in: 0..<3000, using: &random))
        model = [:]
      }
      // Few, so that some come again; near both ends.
      let near = UInt64.random(in: 0..<1000, using: &random) * 8
      let address = Bool.random(using: &random) ? near : AddressTable.end - 8 - near
      let key = Key(space: Int.random(in: 0..<3, using: &random), address: address)
      let (place, isNew) = table.insert(address, space: key.space, Int32(step))
      #expect(isNew == (model[key] == nil))
      #expect(table[place] == model[key] ?? Int32(step))
      if Bool.random(using: &random) { table[place] = -Int32(step) }
      model[key] = table[place]
    }
  }
}

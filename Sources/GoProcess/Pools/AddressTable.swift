/// Addresses of another program's memory, each with a small number: what a dictionary is, at a
/// tenth of its cost, of which a measure of ten thousand objects mostly consists.
///
/// Open addressing with linear probing. The hash is a multiplication with an odd number, random in
/// each table, so that nobody can lay out memory to make its addresses collide. Source:
/// Dietzfelbinger and others, "A Reliable Randomized Algorithm for the Closest-Pair Problem", 1997.
struct AddressTable {
  /// One past the last place that a user's address may have.
  static let end: UInt64 = 1 << 47

  private static let empty = UInt64.max
  private var factor: UInt64
  /// 64 less the logarithm of the number of places.
  private var shift: Int
  private var keys: [UInt64]
  private var values: [Int32]
  private var count = 0

  /// Has room for so many addresses; for more it grows.
  init(capacity: Int = 0, factor: UInt64 = .random(in: 0 ... .max)) {
    self.factor = factor | 1
    let bits = Self.bits(capacity)
    shift = 64 - bits
    keys = Array(repeating: Self.empty, count: 1 << bits)
    values = Array(repeating: 0, count: 1 << bits)
  }

  /// The logarithm of the number of places: a quarter to a half of them are taken.
  private static func bits(_ capacity: Int) -> Int {
    Int.bitWidth - (max(capacity * 2, 32) - 1).leadingZeroBitCount
  }

  /// Empties the table and makes it one for so many addresses. Where it was as large already, its
  /// memory is used again. O(places).
  mutating func removeAll(capacity: Int) {
    let bits = Self.bits(capacity)
    guard 64 - shift == bits else {
      self = AddressTable(capacity: capacity)
      return
    }
    factor = .random(in: 0 ... .max) | 1
    count = 0
    for place in keys.indices { keys[place] = Self.empty }
  }

  /// The place of an address in a space of its own, with the number that it has; one that is new
  /// has the number that is given.
  ///
  /// - Precondition: `address < end`, `space < 1 << 16`. A place is valid until the next `insert`.
  mutating func insert(
    _ address: UInt64, space: Int, _ value: Int32
  ) -> (place: Int, isNew: Bool) {
    if count * 2 >= keys.count { grow() }
    let key = UInt64(space) << 47 | address
    var place = home(of: key)
    while keys[place] != key {
      guard keys[place] != Self.empty else {
        (keys[place], values[place]) = (key, value)
        count += 1
        return (place, true)
      }
      place = (place + 1) & (keys.count - 1)
    }
    return (place, false)
  }

  /// The number of an address that is in the table, by its place.
  subscript(place: Int) -> Int32 {
    get { values[place] }
    set { values[place] = newValue }
  }

  private func home(of key: UInt64) -> Int { Int((key &* factor) >> shift) }

  private mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    shift -= 1
    keys = Array(repeating: Self.empty, count: oldKeys.count * 2)
    values = Array(repeating: 0, count: oldKeys.count * 2)
    for (key, value) in zip(oldKeys, oldValues) where key != Self.empty {
      var place = home(of: key)
      while keys[place] != Self.empty { place = (place + 1) & (keys.count - 1) }
      (keys[place], values[place]) = (key, value)
    }
  }
}

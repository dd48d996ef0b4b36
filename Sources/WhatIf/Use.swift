/// One use of a buffer, in sizes alone: it is got, written to, and put back or let go.
package struct Use: Equatable, Sendable {
  /// Bytes that are written, in one go.
  package var length: Int
  /// Capacity that is asked for before, in bytes; 0 where none is.
  package var asked = 0
  /// The buffer is emptied before it is put: the pool counts a length of 0.
  package var isEmptied = false
  /// Whether it comes back.
  package var isPutBack = true

  package init(length: Int, asked: Int = 0, isEmptied: Bool = false, isPutBack: Bool = true) {
    self.length = length
    self.asked = asked
    self.isEmptied = isEmptied
    self.isPutBack = isPutBack
  }

  /// Bytes in it when it is put.
  var lengthAtPut: Int { isEmptied ? 0 : length }

  /// Bytes that it has to hold at some time: what its user could have asked for at the get.
  var needed: Int { max(length, asked) }
}

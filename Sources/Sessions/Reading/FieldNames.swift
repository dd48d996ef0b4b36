import Glibc

/// The names of an object's fields, to be found quickly among what a line says.
package struct FieldNames: Sendable {
  private let names: [StaticString]

  /// At most 64, in the order in which our own writer has them, which is the alphabet's.
  package init(_ names: StaticString...) { self.names = names }

  /// The place of a name; nil if it is none of them. O(names).
  package func index(of name: UnsafeBufferPointer<UInt8>) -> Int? {
    names.firstIndex { known in
      known.utf8CodeUnitCount == name.count
        && name.indices.allSatisfy { known.utf8Start[$0] == name[$0] }
    }
  }

  /// The length of the name at a place, if that and a quote stand at `text`.
  @inline(__always)
  func length(
    at place: Int, in text: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Int? {
    guard place < names.count else { return nil }
    let name = names[place]
    let length = name.utf8CodeUnitCount
    // Both are as long as that: the name, and what is left of the text.
    guard end - text > length, text[length] == UInt8(ascii: "\""),
      memcmp(text, name.utf8Start, length) == 0
    else { return nil }
    return length
  }
}

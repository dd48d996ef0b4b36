/// How the value of an attribute is written.
///
/// Source: DWARF 5, section 7.5.6, of which DWARF 4 has the first ones; the last two are GNU's.
enum DebugForm {
  static let implicitConstant = 0x21
  private static let indirect = 0x16

  /// A text, by the section that it stands in.
  struct Text: Equatable {
    enum Section: UInt8 { case info, strings, lineStrings }
    var section: Section
    var offset: Int
  }

  /// What a reader of ours needs of a value.
  enum Value {
    case number(UInt64)
    /// An index into `.debug_addr`.
    case addressIndex(Int)
    case text(Text)
    /// An entry, by its offset in `.debug_info`.
    case entry(Int)
    /// An expression, for example: where it begins and how long it is.
    case block(Int, count: Int)
    /// Something that no reader of ours needs.
    case other
  }

  /// What the width of some values depends on.
  struct Unit {
    /// Where it begins.
    var start: Int
    var version: Int
    /// 4, or 8 in the 64-bit format.
    var offsetSize: Int
  }

  /// Reads a value and passes over it. A form that is not known is damage: how long it is, nobody
  /// knows.
  static func value(
    of attribute: DebugAbbreviations.Attribute, from cursor: inout DebugCursor, _ unit: Unit
  ) -> Value {
    switch attribute.form {
    case 0x08:
      let start = cursor.offset
      cursor.skipText()
      return .text(Text(section: .info, offset: start))
    case 0x0b, 0x0c: return .number(cursor.fixed(1))
    case 0x05: return .number(cursor.fixed(2))
    case 0x06: return .number(cursor.fixed(4))
    case 0x01, 0x07: return .number(cursor.fixed(8))
    case 0x0d: return .number(cursor.signed())
    case 0x0f: return .number(cursor.unsigned())
    case 0x17: return .number(cursor.fixed(unit.offsetSize))
    case 0x19: return .number(1)
    case implicitConstant: return .number(attribute.constant)
    case 0x0e: return .text(Text(section: .strings, offset: cursor.size(unit.offsetSize)))
    case 0x1f: return .text(Text(section: .lineStrings, offset: cursor.size(unit.offsetSize)))
    case 0x10: return .entry(cursor.size(unit.version == 2 ? 8 : unit.offsetSize))
    case 0x11, 0x12, 0x13, 0x14:
      return .entry(unit.start &+ cursor.size(1 << (attribute.form - 0x11)))
    case 0x15: return .entry(unit.start &+ cursor.number())
    case 0x1b: return .addressIndex(cursor.number())
    case 0x29, 0x2a, 0x2b, 0x2c: return .addressIndex(cursor.size(attribute.form - 0x28))
    case 0x0a, 0x03, 0x04, 0x09, 0x18: return block(attribute.form, &cursor)
    case indirect:
      let form = cursor.number()
      // Once is enough.
      guard form != indirect, form != implicitConstant else {
        cursor.skip(-1)
        return .other
      }
      return value(of: .init(name: attribute.name, form: form), from: &cursor, unit)
    default:
      skip(attribute.form, &cursor, unit)
      return .other
    }
  }

  private static func block(_ form: Int, _ cursor: inout DebugCursor) -> Value {
    let count =
      switch form {
      case 0x0a: cursor.size(1)
      case 0x03: cursor.size(2)
      case 0x04: cursor.size(4)
      default: cursor.number()
      }
    let start = cursor.offset
    cursor.skip(count)
    return .block(start, count: count)
  }

  /// What is only passed over: texts by index, lists, signatures, parts of other files.
  private static func skip(_ form: Int, _ cursor: inout DebugCursor, _ unit: Unit) {
    switch form {
    case 0x1a, 0x22, 0x23, 0x1f01, 0x1f02: _ = cursor.unsigned()
    case 0x25, 0x26, 0x27, 0x28: cursor.skip(form - 0x24)
    case 0x1c: cursor.skip(4)
    case 0x20, 0x24: cursor.skip(8)
    case 0x1e: cursor.skip(16)
    case 0x1d, 0x1f20, 0x1f21: cursor.skip(unit.offsetSize)
    default: cursor.skip(-1)
    }
  }
}

/// How the entries of a unit are written: what each of them has, by the number it begins with.
///
/// Source: DWARF 5, section 7.5.3; the same in DWARF 4 but for `DW_FORM_implicit_const`.
struct DebugAbbreviations {
  struct Attribute {
    /// DW_AT.
    var name: Int
    /// DW_FORM.
    var form: Int
    /// The value itself, where the form has it stand here.
    var constant: UInt64 = 0
  }

  struct Declaration {
    /// DW_TAG.
    var tag: Int
    var hasChildren: Bool
    var attributes: [Attribute] = []
  }

  /// By their numbers, which compilers give from 1 on.
  private var declarations: [Declaration?] = []

  private static let largestNumber = 1 << 16

  /// - Parameter budget: how many declarations and attributes may be read yet: units may name a
  ///   table again and again. What was read is taken off.
  init?(_ bytes: Bytes, at start: Int, budget: inout Int) {
    var cursor = DebugCursor(bytes, at: start)
    while budget > 0 {
      let number = cursor.number()
      if number == 0 { break }
      budget -= 1
      let tag = cursor.number()
      var declaration = Declaration(tag: tag, hasChildren: cursor.fixed(1) != 0)
      while budget > 0, !cursor.isDamaged {
        budget -= 1
        var attribute = Attribute(name: cursor.number(), form: cursor.number())
        if attribute.name == 0 && attribute.form == 0 { break }
        if attribute.form == DebugForm.implicitConstant { attribute.constant = cursor.signed() }
        declaration.attributes.append(attribute)
      }
      guard !cursor.isDamaged, number < Self.largestNumber else { return nil }
      while declarations.count <= number { declarations.append(nil) }
      declarations[number] = declaration
    }
    guard budget > 0, !cursor.isDamaged else { return nil }
  }

  subscript(number: Int) -> Declaration? {
    number < declarations.count ? declarations[number] : nil
  }
}

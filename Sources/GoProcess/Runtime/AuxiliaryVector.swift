/// What the kernel told a program when it began: `/proc/PID/auxv`, pairs of words.
///
/// Source: getauxval(3).
struct AuxiliaryVector: Equatable {
  /// AT_ENTRY: where the program begins to run. Beside the file's own word for it, this is how far
  /// a position-independent program was moved, whatever its file is called and whether it is still
  /// there.
  var entry: UInt64

  /// nil if that is not told.
  init?(_ bytes: Bytes) {
    for start in stride(from: 0, through: bytes.count - 16, by: 16) where bytes.u64(start) == 9 {
      guard let entry = bytes.u64(start + 8) else { return nil }
      self.entry = entry
      return
    }
    return nil
  }
}

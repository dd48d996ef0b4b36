import CNcurses
import Glibc

/// What ncurses writes, held back until a frame is whole.
///
/// ncurses writes to its terminal at every jump of the cursor, some hundred times a frame. So its
/// terminal is a file in memory, and a frame leaves that as one piece. The file lives as long as
/// the process, as ncurses' screen does.
struct HeldOutput {
  /// What ncurses is to write to.
  let file: Int32

  /// nil if the system has no files in memory.
  init?() {
    file = poolmon_memory_file()
    guard file >= 0 else { return nil }
  }

  /// What was written since the last call.
  ///
  /// The file is rewound and not cut: how far it was written is where the next write would go, and
  /// pages that stay need not be made again. So it is as large as the largest frame was.
  func take() -> [UInt8] {
    let length = Int(lseek(file, 0, SEEK_CUR))
    guard length > 0 else { return [] }
    lseek(file, 0, SEEK_SET)
    return Array(unsafeUninitializedCapacity: length) { bytes, count in
      count = max(pread(file, bytes.baseAddress, length, 0), 0)
    }
  }

  /// Has the next call of `take` return these bytes first. To be called right after one.
  func putBack(_ bytes: [UInt8]) { _ = write(file, bytes, bytes.count) }
}

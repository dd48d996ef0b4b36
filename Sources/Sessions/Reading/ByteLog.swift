import Glibc

/// Bytes that only grow at their end: those of a file, of what a file was packed from, of a pipe.
package protocol ByteLog: AnyObject {
  /// What it is called in a message.
  var path: String { get }

  /// Reads what there is from a place on, at most as much as fits. Returns how many bytes that is:
  /// 0 at the end, which may move while somebody writes.
  func read(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SessionReadError) -> Int

  /// From now on it ends where it ends now, though somebody may write faster than it is read.
  func holdEnd()

  /// Bytes that it has on the disk by now.
  var storedBytes: Int { get }

  /// Whether something in it could not be read, and was its end therefore.
  var isDamaged: Bool { get }

  /// Whether what was read last lacks its end, so that nothing can be put behind it.
  var isUnfinished: Bool { get }
}

extension ByteLog {
  package var isDamaged: Bool { false }
  package var isUnfinished: Bool { false }
  package func holdEnd() {}

  /// The same into an array, from one of its places on.
  func read(
    at offset: Int, into array: inout [UInt8], from start: Int = 0
  ) throws(SessionReadError) -> Int {
    // Arrays lend their bytes only to what throws nothing or anything.
    let outcome = array.withUnsafeMutableBytes { bytes -> Result<Int, SessionReadError> in
      do throws(SessionReadError) {
        let buffer = UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
        return .success(try read(at: offset, into: buffer))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}

/// A file as it stands.
///
/// Owns the file descriptor; closes it when it goes. Read by pread(2) and never mapped: a mapped
/// file that is cut short under its reader is a fault.
final class PlainLog: ByteLog {
  let path: String
  private let file: Int32
  /// Where it ends, if that was held.
  private var end = Int.max

  /// Takes the descriptor over.
  init(path: String, file: Int32) {
    self.path = path
    self.file = file
  }

  deinit { close(file) }

  func read(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SessionReadError) -> Int {
    let length = min(buffer.count, max(end - offset, 0))
    while true {
      let count = pread(file, buffer.baseAddress, length, offset)
      if count >= 0 { return count }
      if errno != EINTR { throw SessionReadError(path: path, code: errno) }
    }
  }

  func holdEnd() { end = storedBytes }

  var storedBytes: Int {
    var status = stat()
    return fstat(file, &status) == 0 ? status.st_size : 0
  }
}

import CGoProcess
import Glibc

/// The memory of a running process, read with process_vm_readv(2): it is not stopped and not
/// written.
final class ProcessMemory: RemoteMemory {
  let pid: Int32
  /// Calls so far, for tests and for those who ask what watching costs.
  private(set) var callCount = 0

  init(pid: Int32) { self.pid = pid }

  func read(
    _ ranges: ArraySlice<MemoryRange>, into bytes: UnsafeMutableRawBufferPointer
  ) throws(MemoryError) -> Int {
    let remote = ranges.prefix(Int(REMOTE_RANGES_AT_ONCE)).map {
      remote_range(address: $0.address, count: UInt64($0.count))
    }
    let size = ranges.prefix(remote.count).reduce(0) { $0 + $1.count }
    guard size <= bytes.count else { return 0 }
    callCount += 1
    let result = process_memory_read(pid, remote, remote.count, bytes.baseAddress, size)
    switch Int32(-min(result, 0)) {
    case 0: return result
    // The first range is not there.
    case EFAULT: return 0
    case ESRCH: throw .processIsGone
    case EPERM: throw .notPermitted
    case let code: throw .failed(code: code)
    }
  }
}

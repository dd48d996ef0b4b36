import Glibc
import Measure

/// The same work without a pool.
let plainCases: [Case] = [
  Case("memcpy") { count, _ in
    let target = UnsafeMutableRawPointer.allocate(byteCount: payload.bytes.count, alignment: 64)
    for _ in 0..<count {
      copy(payload.bytes, to: target)
      use(target)
    }
    target.deallocate()
  },
  Case("malloc+memcpy+free") { count, _ in
    for _ in 0..<count {
      var target: UnsafeMutableRawPointer?
      posix_memalign(&target, 64, payload.bytes.count)
      copy(payload.bytes, to: target)
      use(target)
      free(target)
    }
  },
  Case("[UInt8] reused") { count, _ in
    var array: [UInt8] = []
    for _ in 0..<count {
      array.removeAll(keepingCapacity: true)
      array.append(contentsOf: payload.bytes)
      array.withUnsafeBytes { use($0.baseAddress) }
    }
  },
  Case("[UInt8] new") { count, _ in
    for _ in 0..<count {
      var array: [UInt8] = []
      array.append(contentsOf: payload.bytes)
      array.withUnsafeBytes { use($0.baseAddress) }
    }
  },
  Case("[UInt8] 1000 appends of 30 B") { count, _ in
    let chunk = Payload(count: 30).bytes
    var array: [UInt8] = []
    for _ in 0..<count {
      array.removeAll(keepingCapacity: true)
      for _ in 0..<1000 { array.append(contentsOf: chunk) }
      array.withUnsafeBytes { use($0.baseAddress) }
    }
  },
  Case("[UInt8] 469 appends of 64 B, grown") { count, _ in
    let line = Payload(count: 64).bytes
    for _ in 0..<count {
      var array: [UInt8] = []
      for _ in 0..<469 { array.append(contentsOf: line) }
      array.withUnsafeBytes { use($0.baseAddress) }
    }
  },
]

/// memcpy(3), which the compiler can neither leave out nor know the size of.
@inline(never) @_optimize(none)
private func copy(_ bytes: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer?) {
  guard let source = bytes.baseAddress, let target else { return }
  memcpy(target, source, bytes.count)
}

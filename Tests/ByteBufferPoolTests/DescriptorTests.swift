import ByteBufferPool
import Glibc
import Testing

/// Reading from and writing to file descriptors: pipes, which are short on both sides.
@Suite struct DescriptorTests {
  /// Both ends of a pipe, closed when it goes.
  struct Pipe: ~Copyable {
    private(set) var ends: (read: Int32, write: Int32)

    init() {
      var both: [Int32] = [-1, -1]
      let code = pipe(&both)
      precondition(code == 0, "a pipe for a test")
      ends = (both[0], both[1])
    }

    deinit {
      close(ends.read)
      close(ends.write)
    }

    mutating func closeWriteEnd() {
      close(ends.write)
      ends.write = -1
    }

    func makeNonBlocking() {
      for end in [ends.read, ends.write] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    }

    func fill(_ bytes: [UInt8]) { #expect(write(ends.write, bytes, bytes.count) == bytes.count) }
  }

  @Test(arguments: [0, 1, 63, 64, 65, 1000, 65_536])
  func readsToTheEnd(length: Int) throws {
    var pipe = Pipe()
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
    pipe.fill(bytes)
    pipe.closeWriteEnd()
    var buffer = BufferPool().get()
    let count = try buffer.append(from: pipe.ends.read)
    let content = Array(buffer)
    #expect(count == length && content == bytes)
  }

  /// Capacities as `ReadFrom` gives them: 64, then double while the buffer is full.
  @Test(arguments: [(0, 64), (63, 64), (64, 128), (1000, 1024), (1024, 2048)])
  func growsAsReadFromDoes(length: Int, capacity: Int) throws {
    var pipe = Pipe()
    pipe.fill([UInt8](repeating: 1, count: length))
    pipe.closeWriteEnd()
    var buffer = BufferPool().get()
    try buffer.append(from: pipe.ends.read)
    let grown = buffer.capacity
    #expect(grown == capacity)
  }

  @Test func readsBehindItsContentUpToALimit() throws {
    let pipe = Pipe()
    pipe.fill(Array("0123456789".utf8))
    var buffer = BufferPool().get()
    buffer.append("> ")
    let first = try buffer.append(from: pipe.ends.read, upTo: 4)
    let second = try buffer.append(from: pipe.ends.read, upTo: 0)
    let content = String(decoding: buffer)
    #expect(first == 4 && second == 0 && content == "> 0123")
  }

  @Test func keepsWhatCameBeforeAnError() {
    let pipe = Pipe()
    pipe.makeNonBlocking()
    pipe.fill([1, 2, 3])
    var buffer = BufferPool().get()
    let error = #expect(throws: DescriptorError.self) {
      try buffer.append(from: pipe.ends.read)
    }
    let content = Array(buffer)
    #expect(content == [1, 2, 3])
    #expect(error?.isWouldBlock == true && error?.byteCount == 3 && error?.operation == .read)
  }

  @Test func aClosedDescriptorIsATypedError() {
    var buffer = BufferPool().get()
    buffer.append(1)
    let read = #expect(throws: DescriptorError.self) { try buffer.append(from: -1) }
    let write = #expect(throws: DescriptorError.self) { try buffer.write(to: -1) }
    #expect(read?.isBadDescriptor == true && write?.isBadDescriptor == true)
    #expect(
      write?.description == "cannot write descriptor -1 after 0 bytes: Bad file descriptor")
    let content = Array(buffer)
    #expect(content == [1])
  }

  @Test func readsWhatThereIs() throws {
    var pipe = Pipe()
    pipe.fill([1, 2, 3])
    var buffer = BufferPool().get()
    // More than there is does not wait for more; less leaves the rest.
    let first = try buffer.append(availableFrom: pipe.ends.read, upTo: 100)
    pipe.fill([4, 5, 6])
    let second = try buffer.append(availableFrom: pipe.ends.read, upTo: 2)
    pipe.closeWriteEnd()
    let third = try buffer.append(availableFrom: pipe.ends.read, upTo: 2)
    let end = try buffer.append(availableFrom: pipe.ends.read, upTo: 2)
    let content = Array(buffer)
    #expect(content == [1, 2, 3, 4, 5, 6])
    #expect([first, second, third, end] == [3, 2, 1, 0])
    let error = #expect(throws: DescriptorError.self) {
      _ = try buffer.append(availableFrom: -1, upTo: 10)
    }
    #expect(error?.isBadDescriptor == true)
  }

  @Test func aWriteGoesOnWhereItStopped() throws {
    let pipe = Pipe()
    pipe.makeNonBlocking()
    var buffer = BufferPool().get()
    buffer.append(contentsOf: (0..<200_000).map { UInt8(truncatingIfNeeded: $0) })
    var (offset, received) = (0, [UInt8]())
    while offset < 200_000 {
      do throws(DescriptorError) {
        offset += try buffer.write(to: pipe.ends.write, from: offset)
      } catch {
        #expect(error.isWouldBlock && error.byteCount > 0)
        offset += error.byteCount
      }
      var part = [UInt8](repeating: 0, count: 200_000)
      let count = read(pipe.ends.read, &part, part.count)
      received += part.prefix(count)
    }
    let content = Array(buffer)
    #expect(received == content)
  }

  @Test func writesAllThatThereIs() throws {
    let pipe = Pipe()
    var buffer = BufferPool().get()
    let none = try buffer.write(to: pipe.ends.write)
    buffer.append("hello")
    let count = try buffer.write(to: pipe.ends.write)
    var back = [UInt8](repeating: 0, count: 10)
    #expect(none == 0 && count == 5)
    #expect(read(pipe.ends.read, &back, 10) == 5)
    #expect(back.prefix(5).elementsEqual("hello".utf8))
  }

  @Test func saysHowMuchAFullPipeTook() {
    let pipe = Pipe()
    pipe.makeNonBlocking()
    var buffer = BufferPool().get()
    buffer.append(contentsOf: [UInt8](repeating: 7, count: 1 << 20))
    let error = #expect(throws: DescriptorError.self) { try buffer.write(to: pipe.ends.write) }
    #expect(error?.isWouldBlock == true && error?.operation == .write)
    #expect((error?.byteCount ?? 0) > 0 && (error?.byteCount ?? 0) < 1 << 20)
  }
}

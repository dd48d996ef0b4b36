import Glibc

/// The part of the program that starting it took: the command line's parser, the terminal's
/// description, and what those need.
enum StartupMemory {
  /// Gives the pages of the program's file back that nothing has written to, nearly 4 MiB of RSS:
  /// those that the run needs come back from the page cache as they are used, the others would
  /// stay for nothing and be counted as the run's.
  ///
  /// A page that is still the file's is unchanged, so that MADV_DONTNEED loses nothing
  /// (madvise(2)); where constants lie beside variables, /proc/self/pagemap tells them apart.
  /// Nobody may write meanwhile: what is writable is kept while there are other threads, and
  /// signals wait.
  /// Where /proc is missing, nothing is given back.
  static func release() {
    guard let maps = SystemFile.text("/proc/self/maps") else { return }
    let pages = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)
    guard pages >= 0 else { return }
    defer { close(pages) }
    let isAlone = SystemFile.text("/proc/self/stat").flatMap(threads) == 1
    withoutSignals {
      for mapping in program(in: maps) where isAlone || !mapping.isWritable {
        release(mapping.addresses, pages)
      }
    }
  }

  /// Where the program's file is mapped.
  typealias Mapping = (addresses: Range<UInt>, isWritable: Bool)

  /// The mappings of the file that the first line of /proc/self/maps has: proc(5). Libraries are
  /// shared with other programs anyway.
  static func program(in maps: String) -> [Mapping] {
    let lines = maps.split(separator: "\n").map { $0.split(separator: " ") }
    let path = lines.first.flatMap { $0.count >= 6 ? $0.last : nil }
    return lines.compactMap { words in
      guard words.count >= 6, words.last == path else { return nil }
      let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard ends.count == 2, ends[0] < ends[1] else { return nil }
      return (ends[0]..<ends[1], words[1].contains("w"))
    }
  }

  /// How many threads there are, by /proc/self/stat: the 18th word behind the name, which is in
  /// brackets and may have blanks (proc(5): num_threads is the 20th field).
  static func threads(_ stat: String) -> Int? {
    guard let end = stat.lastIndex(of: ")") else { return nil }
    let words = stat[end...].split(separator: " ")
    return words.count > 18 ? Int(words[18]) : nil
  }

  /// The first run of pages from there on that are in memory and the file's: bits 63 and 61 of
  /// their words in pagemap (the kernel's admin-guide/mm/pagemap.rst). nil if there is none.
  ///
  /// Allocates nothing, since that may write to a page that was unchanged when it was looked at.
  static func unchanged(_ words: UnsafeBufferPointer<UInt64>, from first: Int) -> Range<Int>? {
    func isUnchanged(_ page: Int) -> Bool { words[page] >> 61 & 0b101 == 0b101 }
    var start = first
    while start < words.count, !isUnchanged(start) { start += 1 }
    guard start < words.count else { return nil }
    var end = start + 1
    while end < words.count, isUnchanged(end) { end += 1 }
    return start..<end
  }

  private static func release(_ addresses: Range<UInt>, _ pages: Int32) {
    let size = UInt(sysconf(Int32(_SC_PAGESIZE)))
    let length = addresses.upperBound - addresses.lowerBound
    var words = [UInt64](repeating: 0, count: Int(length / size))
    let place = off_t(addresses.lowerBound / size) * 8
    words.withUnsafeMutableBufferPointer { words in
      let bytes = words.count * 8
      guard pread(pages, words.baseAddress, bytes, place) == bytes else { return }
      var page = 0
      while let run = unchanged(UnsafeBufferPointer(words), from: page) {
        let start = addresses.lowerBound + UInt(run.lowerBound) * size
        madvise(UnsafeMutableRawPointer(bitPattern: start), run.count * Int(size), MADV_DONTNEED)
        page = run.upperBound
      }
    }
  }

  /// A signal's handler may write to variables.
  private static func withoutSignals(_ body: () -> Void) {
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    body()
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }
}

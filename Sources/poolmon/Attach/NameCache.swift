import FoundationEssentials
import Glibc
import GoProcess

/// What was read of programs' variables, each in a file of the user's cache, so that the next time
/// names are there at once. Nothing depends on it: what cannot be read or written is read anew.
struct NameCache {
  /// What a file holds. Another version is none of ours.
  private struct Content: Codable {
    var version: Int
    /// The build, since a name of a file is not all of it.
    var build: String
    var variables: PoolVariables
  }

  private static let version = 1
  /// Programs that are remembered; of more, the oldest go.
  static let mostFiles = 64
  /// A usual program has some KiB. What is larger is read anew each time.
  private static let mostBytes = 1 << 20

  private let folder: String

  init(folder: String) { self.folder = folder + "/names" }

  private static let ending = ".json"

  private func path(_ build: String) -> String {
    // A build's name has no other letter that a file's may not have.
    folder + "/" + build.split(separator: "/").joined(separator: ".") + Self.ending
  }

  /// nil unless it was kept, and whole.
  func variables(of build: String) -> PoolVariables? {
    guard let bytes = Self.read(path(build)),
      let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)),
      content.version == Self.version, content.build == build, content.variables.isSound
    else { return nil }
    return content.variables
  }

  private static func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: mostBytes + 1)
    var count = 0
    while count < bytes.count {
      let more = bytes.withUnsafeMutableBytes {
        Glibc.read(file, $0.baseAddress.map { $0 + count }, $0.count - count)
      }
      guard more >= 0 else { return nil }
      if more == 0 { return Array(bytes[..<count]) }
      count += more
    }
    return nil
  }

  /// Writes a file whole or not at all, and lets older ones go.
  func keep(_ variables: PoolVariables, of build: String) {
    let content = Content(version: Self.version, build: build, variables: variables)
    guard let bytes = try? JSONEncoder().encode(content), bytes.count <= Self.mostBytes else {
      return
    }
    makeFolder()
    do {
      let file = try OutputFile(path(build), overwriting: true, stop: nil)
      try file.write(Array(bytes))
      try file.finish()
    } catch {
      return
    }
    removeOldest()
  }

  /// With the folders above it, for this user only, as the specification wants it.
  private func makeFolder() {
    var path = ""
    for name in folder.split(separator: "/") {
      path += "/" + name
      mkdir(path, 0o700)
    }
  }

  private func removeOldest() {
    guard let list = opendir(folder) else { return }
    defer { closedir(list) }
    var files: [(path: String, seconds: Int)] = []
    while let entry = readdir(list) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      var status = stat()
      let path = folder + "/" + name
      guard name.hasSuffix(Self.ending), lstat(path, &status) == 0 else { continue }
      files.append((path, status.st_mtim.tv_sec))
    }
    guard files.count > Self.mostFiles else { return }
    files.sort { ($0.seconds, $0.path) < ($1.seconds, $1.path) }
    for file in files.prefix(files.count - Self.mostFiles) { unlink(file.path) }
  }
}

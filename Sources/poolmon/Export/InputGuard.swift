import Glibc

/// Holds what is written apart from what is read.
enum InputGuard {
  /// Throws where `output` is one of the files that are read, by whatever name: even whoever may
  /// overwrite a file does not mean that one. (`cut` is no such case: a part of a session is one.)
  static func check(_ output: String?, against inputs: [String]) throws {
    guard let output, let target = identity(output) else { return }
    for input in inputs where identity(input) == target {
      throw Failure(description: "'\(output)' is what is read; write to another file")
    }
  }

  /// What tells a file from all others. nil of what is no file.
  private static func identity(_ path: String) -> [UInt]? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return [UInt(status.st_dev), UInt(status.st_ino)]
  }
}

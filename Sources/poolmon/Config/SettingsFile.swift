import FoundationEssentials
import Glibc

/// Where settings are kept: JSON, in the place that the XDG Base Directory Specification has for
/// such files.
enum SettingsFile {
  /// `$XDG_CONFIG_HOME/poolmon/config.json`, or below `~/.config`; nil without a home.
  static var usualPath: String? { UserFolder.settings.map { $0 + "/config.json" } }

  /// The settings of a file: of the usual one if none is named. That may be missing.
  static func load(_ named: String?) throws -> Settings {
    guard let path = named ?? usualPath, let text = try read(path, mustExist: named != nil) else {
      return Settings()
    }
    // As the shell makes it before it runs `poolmon config > FILE`.
    guard text.contains(where: { !" \n\t\r".utf8.contains($0) }) else { return Settings() }
    do {
      try refuseUnknown(text)
      let settings = try JSONDecoder().decode(Settings.self, from: Data(text))
      try settings.check()
      return settings
    } catch let error as Settings.Invalid {
      throw invalid(path, error.sentence)
    } catch let error as DecodingError {
      throw invalid(path, words(error))
    }
  }

  private static func invalid(_ path: String, _ sentence: String) -> UsageError {
    UsageError(description: "settings '\(path)': \(sentence)")
  }

  private static func read(_ path: String, mustExist: Bool) throws -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if !mustExist && [ENOENT, ENOTDIR].contains(errno) { return nil }
      throw UsageError(
        description: "cannot read settings '\(path)': \(String(cString: strerror(errno)))")
    }
    defer { close(file) }
    // More than any settings take.
    var text = [UInt8](repeating: 0, count: 1 << 20)
    var count = 0
    while count < text.count {
      let more = text.withUnsafeMutableBytes {
        Glibc.read(file, $0.baseAddress.map { $0 + count }, $0.count - count)
      }
      if more < 0 && errno == EINTR { continue }
      guard more >= 0 else {
        throw UsageError(
          description: "cannot read settings '\(path)': \(String(cString: strerror(errno)))")
      }
      if more == 0 { return Array(text[..<count]) }
      count += more
    }
    throw invalid(path, "more than 1 MiB; it is no settings file")
  }

  /// A misspelt name would do nothing, and nobody would know why.
  private static func refuseUnknown(_ text: [UInt8]) throws {
    let names = try JSONDecoder().decode(AnyNames.self, from: Data(text)).names
    let known = Set(Settings.CodingKeys.allCases.map(\.rawValue))
    for name in names where !known.contains(name) {
      throw Settings.Invalid(
        sentence: "no setting is named '\(name)'; there are "
          + Settings.CodingKeys.allCases.map(\.rawValue).joined(separator: ", "))
    }
  }

  /// An object's names, whatever they stand for.
  private struct AnyNames: Decodable {
    struct Name: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    let names: [String]

    init(from decoder: any Decoder) throws {
      names = try decoder.container(keyedBy: Name.self).allKeys.map(\.stringValue).sorted()
    }
  }

  private static func words(_ error: DecodingError) -> String {
    switch error {
    case .typeMismatch(let type, let context): wrong(context, "has to be \(name(type))")
    case .valueNotFound(_, let context): wrong(context, "has no value")
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      wrong(context, "has a value that it cannot have; 'poolmon help config' lists them")
    default: "it is not JSON: braces, names and values in double quotes, commas between"
    }
  }

  private static func wrong(_ context: DecodingError.Context, _ what: String) -> String {
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? "it has to be an object in braces" : "'\(path)' \(what)"
  }

  private static func name(_ type: any Any.Type) -> String {
    switch type {
    case is String.Type: "a text in double quotes"
    case is Bool.Type: "true or false"
    case is [String].Type, is [Any].Type: "a list in square brackets"
    default: "an object in braces"
    }
  }
}

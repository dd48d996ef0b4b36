import FoundationEssentials

/// Figures as JSON for programs, with names in the order of the alphabet.
enum FigureJSON {
  static func text(_ document: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }
}

/// A side's label beside its figures; those that are unknown are null.
struct LabelledFigures: Encodable {
  let label: String
  let figures: [String: Double?]
  /// More figures, under a name of their own.
  var groups: [String: [String: Double?]] = [:]

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    try container.encode(label, forKey: Name(stringValue: "label"))
    for (key, figure) in figures { try container.encode(figure, forKey: Name(stringValue: key)) }
    for (key, group) in groups { try container.encode(group, forKey: Name(stringValue: key)) }
  }

  private struct Name: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

import ArgumentParser
import Telemetry
import Workloads

extension HeapModel: ExpressibleByArgument {}

extension WorkloadKind {
  /// Offers the nearest names instead of an unknown one.
  static func parse(_ text: String) throws -> WorkloadKind {
    if let kind = named(text) { return kind }
    guard !text.isEmpty else {
      throw ValidationError("a workload has a name; 'poolmon workloads' lists all")
    }
    let near = all.map { (kind: $0, distance: editDistance($0.name, text)) }
      .filter { $0.distance <= min(3, text.count / 2) || $0.kind.name.hasPrefix(text) }
      .sorted { $0.distance < $1.distance }
    let names = near.isEmpty ? all.map(\.name) : near.prefix(3).map(\.kind.name)
    let question = near.isEmpty ? "there are" : "did you mean"
    throw ValidationError(
      "no workload is named '\(text)'; \(question) \(names.joined(separator: ", "))"
        + (near.isEmpty ? "" : "?"))
  }
}

/// Insertions, deletions and substitutions from one word to the other: Levenshtein, 1966.
/// Complexity: O(product of the lengths).
func editDistance(_ left: String, _ right: String) -> Int {
  let right = Array(right)
  var row = Array(0...right.count)
  for (index, character) in left.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for column in right.indices {
      let substituted = diagonal + (right[column] == character ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(substituted, row[column] + 1, row[column + 1] + 1)
    }
  }
  return row[right.count]
}

/// A share on the command line: "5%", "4.8%".
struct ShareArgument {
  /// 0 to 1.
  let share: Double

  static func parse(_ text: String) throws -> ShareArgument {
    let digits = text.hasSuffix("%") ? text.dropLast() : text[...]
    guard let percent = Double(digits), (0...100).contains(percent) else {
      throw ValidationError("a percentage is written as 5% or 4.8%, from 0% to 100%")
    }
    return ShareArgument(share: percent / 100)
  }
}

/// GOGC on the command line: a percentage above 0, or off.
struct GrowthArgument {
  /// nil is off.
  let percent: Int?

  static func parse(_ text: String) throws -> GrowthArgument {
    if text == "off" { return GrowthArgument(percent: nil) }
    guard let percent = Int(text), (1...1_000_000).contains(percent) else {
      throw ValidationError("GOGC is a whole number of percent from 1 to 1000000, or off")
    }
    return GrowthArgument(percent: percent)
  }
}

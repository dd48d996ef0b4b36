/// One pool: cumulative counts, and what it holds now. `nil` where the source cannot know: Go, for
/// one, does not count its gets.
package struct PoolSample: Equatable, Sendable, Codable {
  package var name: String
  /// What the retention policy in force is called.
  package var policy: String?
  package var gets: Int?
  /// Gets answered by the own cache, by another's, by the victim cache, by a new buffer.
  package var hits: Int?
  package var steals: Int?
  package var victimHits: Int?
  package var misses: Int?
  package var puts: Int?
  /// Puts accepted, and puts refused since the capacity was above the maximum size.
  package var kept: Int?
  package var drops: Int?
  /// Got, never put, gone.
  package var abandoned: Int?
  package var sweeps: Int?
  package var evictions: Int?
  /// Puts by size class of their length, since the pool began.
  package var classPuts: ClassCounts?
  /// Length and capacity, in bytes, of the puts in `classPuts`: together their utilisation.
  package var classLengthBytes: ClassCounts?
  package var classCapacityBytes: ClassCounts?
  /// Times that a buffer had to grow after its get, and bytes that growing copied.
  package var growths: Int?
  package var growthBytes: Int?
  /// Puts by size class of their length, since the last calibration: falls to 0 at each.
  package var calls: ClassCounts?
  /// Capacity of new buffers in bytes; 0 before the first calibration.
  package var defaultSize: Int?
  /// Capacity above which a put is dropped, in bytes; 0 before the first calibration: none is.
  package var maxSize: Int?
  package var calibrations: Int?
  /// Idle in the caches: bytes and buffers.
  package var retainedSpace: Int?
  package var retainedObjects: Int?
  /// Those of them that the last collection put aside: gone at the next one, unless they are got.
  package var victimSpace: Int?
  package var victimObjects: Int?
  /// Those of them whose size was looked at; of more, these stand for all.
  package var measuredObjects: Int?
  /// Those by size class of their capacity.
  package var retainedClasses: ClassCounts?
  /// The type of what is in it, where the language has types to ask for: "*bytes.Buffer".
  package var element: String?
  /// Where it is in a process that is watched: what it is called may become known later.
  package var address: Int?

  package init(name: String) { self.name = name }

  /// Whether both are of one pool: by where it is if that is told, else by its name.
  package func isSame(as other: PoolSample) -> Bool {
    guard let address, let otherAddress = other.address else { return name == other.name }
    return address == otherAddress
  }

  private enum CodingKeys: String, CodingKey {
    case name, policy, gets, hits, steals
    case victimHits = "victim_hits"
    case misses, puts, kept, drops, abandoned, sweeps, evictions
    case classPuts = "class_puts"
    case classLengthBytes = "class_length_bytes"
    case classCapacityBytes = "class_capacity_bytes"
    case growths
    case growthBytes = "growth_bytes"
    case calls
    case defaultSize = "default_bytes"
    case maxSize = "max_bytes"
    case calibrations
    case retainedSpace = "retained_bytes"
    case retainedObjects = "retained_objects"
    case victimSpace = "victim_bytes"
    case victimObjects = "victim_objects"
    case measuredObjects = "measured_objects"
    case retainedClasses = "retained_classes"
    case element, address
  }
}

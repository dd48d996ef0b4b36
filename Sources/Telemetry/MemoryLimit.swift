/// The memory that a process may have at most, in bytes: the least of what its control groups and
/// those above them allow, and of what the machine has.
///
/// From texts alone; whoever has them reads the files. Sources: cgroups(7), cgroup_namespaces(7),
/// proc(5); for `memory.max` the kernel's cgroup-v2.rst, for `memory.limit_in_bytes` its
/// cgroup-v1/memory.rst.
///
/// What cannot be seen from where the texts were read sets no limit: a group above a container's
/// own, or beside it.
package enum MemoryLimit {
  /// A PiB and more is none: version 1 writes the largest number of whole pages where nothing is
  /// set.
  static let unlimited = 1 << 50

  /// `groups` is the process's `/proc/PID/cgroup`, `mounts` the `mountinfo` of who reads it, since
  /// paths in both begin at the reader's own group, and `machine` is `/proc/meminfo`. `text` is
  /// what a file holds, nil for one that cannot be read. nil if nothing tells a limit.
  package static func bytes(
    groups: String, mounts: String, machine: String, text: (String) -> String?
  ) -> Int? {
    let limits = files(groups: groups, mounts: mounts).map { text($0).flatMap(limit) }
    return (limits + [memory(of: machine)]).compactMap { $0 }.min()
  }

  /// The files that may hold a limit: of the process's groups and of each above them, as far up as
  /// they are mounted. In a hybrid of both versions the memory controller is in one of them: the
  /// other has no such files.
  static func files(groups: String, mounts: String) -> [String] {
    let mounts = mounts.split(separator: "\n").compactMap { GroupMount($0) }
    return groups.split(separator: "\n").flatMap { line -> [String] in
      // "0::/path" is version 2's, "4:memory:/path" version 1's. The path may have colons, too.
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let isVersion2 = parts[0] == "0" && parts[1].isEmpty
      guard isVersion2 || parts[1].split(separator: ",").contains("memory") else { return [] }
      return mounts.filter { $0.isVersion2 == isVersion2 }.flatMap { $0.files(of: parts[2]) }
    }
  }

  /// A number and a new line; "max" is none, as is what is no number.
  private static func limit(_ text: String) -> Int? {
    guard let line = text.split(separator: "\n").first else { return nil }
    return Int(line).flatMap { $0 >= 0 && $0 < unlimited ? $0 : nil }
  }

  /// MemTotal: what the kernel can hand out, a little less than is built in.
  private static func memory(of machine: String) -> Int? {
    let memory = ProcessStatusText.space("MemTotal:", in: Array(machine.utf8)[...])
    return memory.flatMap { $0 < unlimited ? $0 : nil }
  }
}

/// Where control groups that limit memory are mounted: a line of mountinfo in proc(5).
private struct GroupMount {
  let isVersion2: Bool
  /// The path of the group that is seen at `point`, name by name.
  private let root: [Substring]
  /// As it is written there: a space in it is `\040`, and then no file is found.
  private let point: Substring

  /// nil for any other mount.
  init?(_ line: Substring) {
    // "36 35 0:32 /root /point rw shared:9 - cgroup cgroup rw,memory": what stands before the dash
    // and is optional differs in number.
    let words = line.split(separator: " ")
    guard let dash = words.firstIndex(of: "-"), dash >= 6, words.count > dash + 3 else {
      return nil
    }
    switch words[dash + 1] {
    case "cgroup2": isVersion2 = true
    case "cgroup" where words[dash + 3].split(separator: ",").contains("memory"):
      isVersion2 = false
    default: return nil
    }
    (root, point) = (words[3].split(separator: "/"), words[4])
  }

  /// From the mounted group down to the one at `path`. Empty if that is not below it, as another
  /// container's is not.
  func files(of path: Substring) -> [String] {
    let names = path.split(separator: "/")
    guard names.starts(with: root) else { return [] }
    let below = names.dropFirst(root.count)
    guard !below.contains("..") else { return [] }
    let file: Substring = isVersion2 ? "memory.max" : "memory.limit_in_bytes"
    return (0...below.count).map { depth in
      ([point] + below.prefix(depth) + [file]).joined(separator: "/")
    }
  }
}

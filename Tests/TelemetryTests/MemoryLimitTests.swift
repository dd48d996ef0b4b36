import Testing

@testable import Telemetry

/// Texts as kernels write them, and what limit they tell.
@Suite struct MemoryLimitTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var groups = "0::/\n"
    var mounts = MemoryLimitTests.version2
    var machine = "MemTotal:       24435524 kB\nMemFree:         1234 kB\n"
    /// What each file holds. Others cannot be read.
    var files: [String: String] = [:]
    let limit: Int?

    init(
      _ name: String, groups: String? = nil, mounts: String? = nil, machine: String? = nil,
      files: [String: String] = [:], limit: Int?
    ) {
      testDescription = name
      self.groups = groups ?? self.groups
      self.mounts = mounts ?? self.mounts
      self.machine = machine ?? self.machine
      (self.files, self.limit) = (files, limit)
    }
  }

  private static let version2 = """
    22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw
    30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 master:3 - cgroup2 cgroup2 rw,nsdelegate

    """
  private static let version1 = """
    31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
    32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
    35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
    41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw

    """
  private static let all = 24_435_524 << 10
  private static let none1 = "9223372036854771712\n"
  private static let top = "/sys/fs/cgroup"

  static let cases = [
    Case("no group has a limit", files: ["\(top)/a/memory.max": "1\n"], limit: all),
    Case(
      "version 2", groups: "0::/a/b\n",
      files: ["\(top)/a/b/memory.max": "1073741824\n", "\(top)/a/memory.max": "max\n"],
      limit: 1 << 30),
    Case(
      "version 2, a smaller one above", groups: "0::/a/b\n",
      files: ["\(top)/a/b/memory.max": "1073741824\n", "\(top)/a/memory.max": "536870912\n"],
      limit: 1 << 29),
    Case(
      "version 2, of a container, seen at the top", groups: "0::/\n",
      files: ["\(top)/memory.max": "1048576\n"], limit: 1 << 20),
    Case(
      "version 2, none", groups: "0::/a\n", files: ["\(top)/a/memory.max": "max\n"], limit: all),
    Case(
      "more than the machine has", groups: "0::/a\n",
      files: ["\(top)/a/memory.max": "99999999999999\n"], limit: all),
    Case("nothing at all", groups: "0::/a\n", files: ["\(top)/a/memory.max": "0\n"], limit: 0),
    Case(
      "a colon and a group that is gone", groups: "0::/a:b/c (deleted)\n",
      files: ["\(top)/a:b/memory.max": "4096\n"], limit: 4096),
    Case(
      "version 1", groups: "4:memory:/a/b\n1:cpu:/c\n0::/\n", mounts: version1,
      files: [
        "\(top)/memory/a/b/memory.limit_in_bytes": "1073741824\n",
        "\(top)/memory/a/memory.limit_in_bytes": none1,
        "\(top)/memory/memory.limit_in_bytes": none1,
        "\(top)/cpu/c/memory.limit_in_bytes": "1\n",
      ], limit: 1 << 30),
    Case(
      "version 1, a smaller one above, with other controllers", groups: "4:cpu,memory:/a/b\n",
      mounts: version1,
      files: [
        "\(top)/memory/a/b/memory.limit_in_bytes": "1073741824\n",
        "\(top)/memory/a/memory.limit_in_bytes": "4096\n",
      ], limit: 4096),
    Case(
      "version 1, none", groups: "4:memory:/a\n", mounts: version1,
      files: ["\(top)/memory/a/memory.limit_in_bytes": none1], limit: all),
    Case(
      "version 1, none, of a machine unknown", groups: "4:memory:/a\n", mounts: version1,
      machine: "", files: ["\(top)/memory/a/memory.limit_in_bytes": none1], limit: nil),
    Case(
      "version 1, of a container that sees its own group as the top",
      groups: "4:memory:/docker/1f/s\n",
      mounts: "35 31 0:32 /docker/1f /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n",
      files: [
        "\(top)/memory/s/memory.limit_in_bytes": none1,
        "\(top)/memory/memory.limit_in_bytes": "4096\n",
      ], limit: 4096),
    Case(
      "of another container than the one that looks", groups: "4:memory:/docker/2a\n",
      mounts: "35 31 0:32 /docker/1f /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n",
      files: ["\(top)/memory/memory.limit_in_bytes": "4096\n"], limit: all),
    Case(
      "above the group that looks", groups: "0::/../b\n",
      files: ["\(top)/memory.max": "4096\n", "\(top)/../b/memory.max": "4096\n"], limit: all),
    Case(
      "hybrid", groups: "4:memory:/a\n0::/b\n", mounts: version1,
      files: [
        "\(top)/memory/a/memory.limit_in_bytes": "8192\n",
        "\(top)/unified/b/cgroup.procs": "1\n",
      ], limit: 8192),
    Case(
      "hybrid, memory in version 2", groups: "4:cpu:/a\n0::/b\n", mounts: version1,
      files: ["\(top)/unified/b/memory.max": "4096\n"], limit: 4096),
    Case(
      "no mounts are told", groups: "0::/a\n", mounts: "",
      files: ["\(top)/a/memory.max": "4096\n"], limit: all),
    Case("no texts", groups: "", mounts: "", machine: "", limit: nil),
    Case(
      "what is no text of the kernel's", groups: "0:/a\n\nmemory\n:::\n0::\n",
      mounts: "30 23 0:26 / /m rw -\n- - -\n30 23 0:26 / /m rw - cgroup2\n\n",
      machine: "MemTotal: many kB\n", limit: nil),
    Case(
      "no number", groups: "0::/a/b/c\n", machine: "MemTotal:  9999999999999999 kB\n",
      files: [
        "\(top)/a/b/c/memory.max": "", "\(top)/a/b/memory.max": "-1\n",
        "\(top)/a/memory.max": "1 GiB\n", "\(top)/memory.max": "\n",
      ], limit: nil),
  ]

  @Test(arguments: cases)
  func theLeastThatHolds(of texts: Case) {
    let limit = MemoryLimit.bytes(
      groups: texts.groups, mounts: texts.mounts, machine: texts.machine,
      text: { texts.files[$0] })
    #expect(limit == texts.limit)
  }
}

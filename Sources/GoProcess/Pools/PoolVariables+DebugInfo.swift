extension PoolVariables {
  /// Pointers that are followed from a variable to a pool: `main.app.server.pool` is two.
  static let mostHops = 3

  /// sync's own lists of all pools lead to every pool, and are no name: a place in them changes
  /// with each collection.
  private static let lists: Set = ["sync.allPools", "sync.oldPools"]

  /// What DWARF tells; nil without it.
  init?(_ elf: Elf) {
    guard let info = DebugInfo(elf) else { return nil }
    self.init(info)
  }

  init(_ info: DebugInfo) {
    let hops = PoolDistances(info)
    var converter = Converter(info: info, hops: hops)
    for variable in info.variables {
      guard let type = info.type(of: variable), hops[type] <= Self.mostHops,
        variable.address < 1 << 47, variables.count < Self.mostVariables
      else { continue }
      let name = info.name(of: variable)
      guard !Self.lists.contains(name), let place = converter.place(of: type) else { continue }
      variables.append(Variable(name: name, address: variable.address, type: place))
    }
    converter.convertAll()
    types = converter.types
    variables.sort { ($0.address, $0.name) < ($1.address, $1.name) }
  }
}

/// How many pointers lead from a value of each type to a pool: 0 if it has one inside.
private struct PoolDistances {
  private var hops: [UInt8]
  private static let none = UInt8.max

  subscript(type: Int) -> Int { Int(hops[type]) }

  /// O(types and members): backwards, from the pools on.
  init(_ info: DebugInfo) {
    hops = Array(repeating: Self.none, count: info.types.count)
    let edges = Self.edges(info)
    // Where the edges that end at a type begin, in the order of their ends.
    var starts = [Int](repeating: 0, count: info.types.count + 1)
    for edge in edges { starts[edge.to + 1] += 1 }
    for type in info.types.indices { starts[type + 1] += starts[type] }
    var (next, sorted) = (starts, edges)
    for edge in edges {
      sorted[next[edge.to]] = edge
      next[edge.to] += 1
    }
    var now = info.types.indices.filter(info.isPool)
    for distance in 0...PoolVariables.mostHops {
      var further: [Int] = []
      for type in now where hops[type] == Self.none { hops[type] = UInt8(distance) }
      var inside = now.filter { hops[$0] == distance }
      while let type = inside.popLast() {
        for edge in sorted[starts[type]..<starts[type + 1]] where hops[edge.from] == Self.none {
          if edge.isPointer {
            further.append(edge.from)
          } else {
            hops[edge.from] = UInt8(distance)
            inside.append(edge.from)
          }
        }
      }
      now = further
    }
  }

  private typealias Edge = (from: Int, to: Int, isPointer: Bool)

  private static func edges(_ info: DebugInfo) -> [Edge] {
    var edges: [Edge] = []
    for (index, type) in info.types.enumerated() {
      switch type.kind {
      case .structure:
        if let element = info.elementOfSlice(index) {
          edges.append((index, element, true))
          continue
        }
        for member in info.members[type.members] {
          if let target = info.type(of: member) { edges.append((index, target, false)) }
        }
      case .array, .pointer, .named:
        // How a map is built inside is no path that a person would write.
        guard let target = info.target(of: index), !info.isMapOrChannel(index) else { continue }
        edges.append((index, target, type.kind == .pointer))
      case .other: break
      }
    }
    return edges
  }
}

extension DebugInfo {
  private static let pool = Array("sync.Pool".utf8) + [0]

  fileprivate func isPool(_ type: Int) -> Bool {
    types[type].kind == .structure && types[type].size == PoolWalker.poolSize
      && hasName(Self.pool, type: type)
  }

  fileprivate func isMapOrChannel(_ type: Int) -> Bool {
    hasName(Array("map[".utf8), type: type) || hasName(Array("chan ".utf8), type: type)
  }

  /// What a slice is of: a structure whose first member points to the first element.
  fileprivate func elementOfSlice(_ type: Int) -> Int? {
    let value = types[type]
    guard value.size == 24, value.members.count == 3, hasName(Array("[]".utf8), type: type),
      let pointer = self.type(of: members[value.members.lowerBound]),
      types[pointer].kind == .pointer
    else { return nil }
    return target(of: pointer)
  }
}

/// Takes over the types that are on the way to pools, each once.
private struct Converter {
  let info: DebugInfo
  let hops: PoolDistances
  private(set) var types: [PoolVariables.Kinded] = []
  private var places: [Int: Int] = [:]
  /// In the order of their places.
  private var sources: [Int] = []
  private var partCount = 0

  init(info: DebugInfo, hops: PoolDistances) { (self.info, self.hops) = (info, hops) }

  /// The place that a type has or will have; nil where there is no room for more.
  mutating func place(of type: Int) -> Int? {
    guard let type = resolved(type) else { return nil }
    if let place = places[type] { return place }
    guard sources.count < PoolVariables.mostTypes else { return nil }
    places[type] = sources.count
    sources.append(type)
    return sources.count - 1
  }

  /// What names stand for.
  private func resolved(_ type: Int) -> Int? {
    var type = type
    for _ in 0..<PoolVariables.deepest {
      guard info.types[type].kind == .named else { return type }
      guard let target = info.target(of: type) else { return nil }
      type = target
    }
    return nil
  }

  /// Those that were asked for, and those that they need.
  mutating func convertAll() {
    while types.count < sources.count {
      let source = sources[types.count]
      let type = converted(source)
      types.append(type)
    }
  }

  private mutating func converted(_ source: Int) -> PoolVariables.Kinded {
    let type = info.types[source]
    let size = type.size < 1 << 40 ? type.size : 0
    switch type.kind {
    case .structure:
      if let element = info.elementOfSlice(source) {
        return PoolVariables.Kinded(kind: .slice, size: size, element: place(of: element))
      }
      if info.isPool(source) {
        return PoolVariables.Kinded(kind: .pool, size: size)
      }
      return PoolVariables.Kinded(
        kind: .structure, name: info.name(ofType: source), size: size, parts: parts(type))
    case .pointer:
      return PoolVariables.Kinded(kind: .pointer, size: 8, element: element(source))
    default:
      return PoolVariables.Kinded(
        kind: .array, size: size, element: element(source),
        count: type.count < 1 << 40 ? type.count : 0)
    }
  }

  private mutating func element(_ source: Int) -> Int? {
    info.target(of: source).flatMap { hops[$0] <= PoolVariables.mostHops ? place(of: $0) : nil }
  }

  private mutating func parts(_ type: DebugInfo.Kinded) -> [PoolVariables.Part] {
    var parts: [PoolVariables.Part] = []
    for member in info.members[type.members] {
      guard let target = info.type(of: member), hops[target] <= PoolVariables.mostHops,
        member.offset < 1 << 40, partCount < PoolVariables.mostParts,
        let place = place(of: target)
      else { continue }
      partCount += 1
      parts.append(
        PoolVariables.Part(name: info.name(of: member), offset: member.offset, type: place))
    }
    return parts
  }
}

import CNcurses

/// What tells a terminal to show a frame once it has all of it, where terminfo knows how: `Sync` of
/// user_caps(5), as tmux uses it. Empty elsewhere.
struct SynchronizedUpdate {
  let begin: [UInt8]
  let end: [UInt8]

  init() {
    let parts = [1, 2].map { part in
      poolmon_capability_of("Sync", part).map { Array(String(cString: $0).utf8) } ?? []
    }
    (begin, end) = (parts[0], parts[1])
  }
}

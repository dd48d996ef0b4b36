/// What a key or a command does. The raw value is the command's name.
package enum Action: String, CaseIterable, Sendable {
  case put, noput
  case toggleMode = "toggle-mode"
  case workloads
  case policy
  case burst
  case forgetMore = "forget-more"
  case forgetLess = "forget-less"
  case heapModel = "heap"
  case collect

  case cursorLeft = "left"
  case cursorRight = "right"
  case pageLeft = "page-left"
  case pageRight = "page-right"
  case oldest
  case now
  case previousMark = "previous-mark"
  case nextMark = "next-mark"
  case marks
  case zoomIn = "zoom-in"
  case zoomOut = "zoom-out"

  case selectPanel = "panel"
  case nextPanel = "next-panel"
  case previousPanel = "previous-panel"
  case expand
  case hide
  case showAll = "show-all"
  case up, down
  case logarithmic
  case freeze
  case totals
  case findings
  case whatIf = "what-if"
  case measure
  case sort

  case pause, record, note
  case play
  case stepForth = "step"
  case stepBack = "step-back"
  case playFaster = "play-faster"
  case playSlower = "play-slower"
  case begin, end, seek
  case faster, slower
  case palette
  case theme
  case saveScreen = "save-screen"
  case repaint
  case help, back, quit
}

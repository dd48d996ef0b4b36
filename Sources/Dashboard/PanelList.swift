/// The panels there are: the one list. A panel's number is its place in it.
package enum PanelList {
  package static let all: [any Panel] = [
    SizeClassPanel(), MemoryPanel(), AllocationPanel(), PoolPanel(), CalibrationPanel(),
    HeapPanel(), CPUPanel(), MarkPanel(), HeatMapPanel(), LatencyPanel(), OutstandingPanel(),
    PoolListPanel(), WhatIfPanel(),
  ]

  /// The key that selects a panel: "1" to "9" and "0"; none for those behind.
  static func number(_ index: Int) -> String {
    index < 9 ? "\(index + 1)" : index == 9 ? "0" : ""
  }

  /// The panel that a digit selects.
  static func index(ofDigit digit: Int) -> Int { digit == 0 ? 9 : digit - 1 }
}

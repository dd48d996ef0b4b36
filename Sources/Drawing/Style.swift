/// What a cell means, not how it looks: the screen decides on colours.
package struct Style: Equatable, Sendable {
  package enum Role: UInt8, CaseIterable, Sendable {
    /// Running text.
    case text
    /// What a value is called; axis labels.
    case label
    /// A number that is read.
    case value
    /// Borders and what recedes.
    case quiet
    /// A panel's title.
    case title
    /// As it should be: put.
    case good
    /// Worth a look: recording, paused.
    case warning
    /// What hurts: noput.
    case bad
    /// Calibration: default and maximum size.
    case threshold
    /// Memory.
    case memory
    /// Allocation.
    case allocation
    /// The bars of a histogram.
    case bar
    /// A key that can be pressed.
    case key
  }

  package var role: Role
  package var isBold: Bool
  package var isReversed: Bool

  package init(_ role: Role, bold: Bool = false, reversed: Bool = false) {
    self.role = role
    isBold = bold
    isReversed = reversed
  }

  package static let text = Style(.text)
  package static let label = Style(.label)
  package static let value = Style(.value)
  package static let quiet = Style(.quiet)
  package static let title = Style(.title, bold: true)
  package static let good = Style(.good)
  package static let warning = Style(.warning)
  package static let bad = Style(.bad)
  package static let threshold = Style(.threshold)
}

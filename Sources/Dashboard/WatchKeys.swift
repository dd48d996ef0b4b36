extension KeyBinding {
  /// Every key of a program that is watched as it is, in the order of the help screen.
  package static let watching: [KeyBinding] = time + panels + screen
}

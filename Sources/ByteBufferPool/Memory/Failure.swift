/// Ends the process with one line on stderr, in release builds too. For what no caller can handle:
/// no memory, or a size that no machine has.
func fail(_ message: String) -> Never { fatalError("ByteBufferPool: \(message)") }

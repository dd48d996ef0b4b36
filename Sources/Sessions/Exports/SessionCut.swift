import Glibc
import Telemetry

/// The lines of a part of a session, byte for byte, below the header that they had.
package final class SessionCut {
  /// Samples and remarks that were given out.
  package private(set) var samples = 0
  package private(set) var remarks = 0

  private let parts: [any ByteLog]
  private let foreign: [String]
  private let span: ClosedRange<Int>
  private var stream = SampleStream(keepsLines: true)
  /// The header that was given out last.
  private var givenHeader: [UInt8]?

  /// - Parameter span: in time since the session began.
  package init(paths: [String], span: ClosedRange<Duration>) throws(SessionReadError) {
    let files = try SessionFiles(paths)
    (parts, foreign) = (files.logs, files.foreign)
    _ = try SampleStream.header(of: parts)
    self.span = span.lowerBound.wholeNanoseconds...span.upperBound.wholeNanoseconds
  }

  /// Lines that were passed over, since they were neither sample nor remark.
  package var damage: Damage { stream.damage.beside(foreign) }

  /// The next lines of the part, whole; nil at its end. Several sessions in one keep their headers:
  /// their times count from there.
  package func next() throws(SessionReadError) -> [UInt8]? {
    while true {
      guard let item = try stream.next(in: parts) else {
        stream.finish(in: parts)
        return nil
      }
      switch item {
      case .sample(let snapshot):
        guard span.contains(snapshot.timeNanoseconds) else { continue }
        samples += 1
      case .remark(let remark):
        guard span.contains(remark.timeNanoseconds) else { continue }
        remarks += 1
      }
      let (line, end) = (stream.itemLine, UInt8(ascii: "\n"))
      guard givenHeader != line.header else { return line.bytes + [end] }
      givenHeader = line.header
      return line.header + [end] + line.bytes + [end]
    }
  }
}

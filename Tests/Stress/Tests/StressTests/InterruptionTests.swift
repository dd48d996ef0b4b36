import ByteBufferPool
import Glibc
import Synchronization
import Testing

/// Signals that arrive while a thread reads or writes.
@Suite(.serialized, .timeLimit(.minutes(5))) struct InterruptionTests {
  private static let signals = Atomic(0)

  /// Installs a handler that only counts, without SA_RESTART: read(2) and write(2) end with EINTR.
  private func countSignals() {
    signal(SIGPIPE, SIG_IGN)
    // Looked at before a handler does, since the first look makes it.
    Self.signals.store(0, ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      InterruptionTests.signals.add(1, ordering: .relaxed)
    }
    sigaction(SIGUSR1, &action, nil)
  }

  /// Lets the calling thread be interrupted: the test's own thread, whose mask it has inherited, is
  /// one of libdispatch's, and they block all signals.
  private static func admitSignals() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGUSR1)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// A message that is longer than a pipe can hold: the writer waits for the reader and the other
  /// way round, while a third thread interrupts both all the time.
  @Test func readingAndWritingGoOnAfterSignals() {
    countSignals()
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    let (source, target) = (ends[0], ends[1])
    let length = 8 << 20
    let ready = Atomic(0)
    let received = Atomic(0)
    let isDone = Atomic(false)
    let reader = JoinableThread {
      Self.admitSignals()
      ready.add(1, ordering: .acquiringAndReleasing)
      var buffer = BufferPool().get()
      do throws(DescriptorError) {
        received.store(try buffer.append(from: source), ordering: .relaxed)
      } catch {
        Issue.record(error)
      }
      // So that a writer does not wait for ever after an error here.
      close(source)
      isDone.store(true, ordering: .releasing)
    }
    let writer = JoinableThread {
      Self.admitSignals()
      ready.add(1, ordering: .acquiringAndReleasing)
      while ready.load(ordering: .acquiring) < 2 { sched_yield() }
      var buffer = BufferPool().get()
      buffer.append(contentsOf: [UInt8](repeating: 7, count: length))
      do throws(DescriptorError) {
        try buffer.write(to: target)
      } catch {
        Issue.record(error)
      }
      // The reader waits for the end of the pipe until enough signals have come.
      while Self.signals.load(ordering: .relaxed) < 100, !isDone.load(ordering: .acquiring) {
        sched_yield()
      }
      close(target)
    }
    while ready.load(ordering: .acquiring) < 2 { sched_yield() }
    while !isDone.load(ordering: .acquiring) {
      reader.interrupt(with: SIGUSR1)
      writer.interrupt(with: SIGUSR1)
      sched_yield()
    }
    reader.join()
    writer.join()
    #expect(received.load(ordering: .relaxed) == length)
    #expect(Self.signals.load(ordering: .relaxed) >= 100)
  }
}

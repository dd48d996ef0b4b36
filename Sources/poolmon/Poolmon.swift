import ArgumentParser
import Glibc

/// The command line.
struct Poolmon: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "poolmon",
    abstract: "Watch a byte-buffer pool while it works.",
    discussion: """
      Without a subcommand, poolmon runs its lab: a workload thread takes buffers from a pool, \
      writes to them, and puts them back or lets them go, while a dashboard shows what that costs.
      """,
    version: "poolmon \(version)",
    subcommands: [
      LabCommand.self, DemoCommand.self, AttachCommand.self, ProcessesCommand.self,
      ReplayCommand.self, InfoCommand.self, CheckCommand.self, WhatIfCommand.self,
      ExportCommand.self, CutCommand.self,
      NoteCommand.self,
      ReportCommand.self, DiffCommand.self, CompareCommand.self, WorkloadsCommand.self,
      ConfigCommand.self,
    ],
    defaultSubcommand: LabCommand.self)

  /// The program's help, and the options of what it does by default.
  static var help: String {
    let lab = helpMessage(for: LabCommand.self)
    // Behind the summary and the usage come the options, in groups with a heading each.
    let groups = lab.split(separator: "\n\n", omittingEmptySubsequences: true).dropFirst(2)
    let options = groups.joined(separator: "\n\n")
    return "\(helpMessage())\n\nWITHOUT A SUBCOMMAND:\n\n\(options)"
  }
}

/// Something went wrong while running: one line that says what, where, and what to do.
struct Failure: Error, CustomStringConvertible {
  let description: String
}

/// What was asked for cannot be: one line that says what, where, and what to do.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}

/// Parses the command line, runs the command, and ends the process: 0 if all went well, 1 after a
/// failure, 2 if the command line was wrong, 128 + n if signal n asked for the end.
func runPoolmon() -> Never {
  openStandardDescriptors()
  do {
    var command = try Poolmon.parseAsRoot()
    try command.run()
    exit(0)
  } catch let code as ExitCode {
    exit(code.rawValue)
  } catch let error where Poolmon.exitCode(for: error).isSuccess {
    // Help and version are errors to the parser.
    let asksForAll = [["--help"], ["-h"], ["help"]].contains(
      Array(CommandLine.arguments.dropFirst()))
    print(asksForAll ? Poolmon.help : Poolmon.fullMessage(for: error))
    exit(0)
  } catch let error as UsageError {
    complain(error.description)
    exit(2)
  } catch let error where Poolmon.exitCode(for: error) == .validationFailure {
    complain(usage(Poolmon.message(for: error)))
    exit(2)
  } catch {
    complain("\(error)")
    exit(1)
  }
}

/// What is wrong with a command line, and where the right one is described.
private func usage(_ message: String) -> String {
  let command = CommandLine.arguments.dropFirst().first { word in
    Poolmon.configuration.subcommands.contains { $0.configuration.commandName == word }
  }
  let help = command.map { "poolmon help \($0)" } ?? "poolmon --help"
  let sentence = message.last == "." ? String(message.dropLast()) : message
  return sentence.last == "?" ? "\(sentence) See '\(help)'" : "\(sentence); see '\(help)'"
}

/// Opens /dev/null wherever stdin, stdout or stderr is closed, so that no file which is opened
/// later takes its number and gets its output.
private func openStandardDescriptors() {
  for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
    // The lowest free number, which is this one.
    _ = open("/dev/null", O_RDWR)
  }
}

/// Says one line on stderr.
func complain(_ message: String) {
  let line = Array("poolmon: \(message)\n".utf8)
  // Nobody is left to hear that stderr is closed.
  _ = write(STDERR_FILENO, line, line.count)
}

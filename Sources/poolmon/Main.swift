/// One call: what is written below `@main` is taken to be on the main actor.
@main
enum Main {
  static func main() { runPoolmon() }
}

/// What there is to choose from beside the workloads, as far as the program offers it.
package struct DashboardChoices: Sendable {
  package struct Theme: Equatable, Sendable {
    package let name: String
    package let summary: String

    package init(name: String, summary: String) {
      self.name = name
      self.summary = summary
    }
  }

  package var workloads: [WorkloadEntry]
  /// Names of retention policies.
  package var policies: [String]
  package var themes: [Theme]

  package init(
    workloads: [WorkloadEntry] = [], policies: [String] = [], themes: [Theme] = []
  ) {
    self.workloads = workloads
    self.policies = policies
    self.themes = themes
  }
}

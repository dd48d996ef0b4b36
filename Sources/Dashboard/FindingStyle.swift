import Diagnosis
import Drawing

/// The colours of findings, the same all over the screen.
extension Finding.Severity {
  var style: Style {
    switch self {
    case .notice: Style(.key)
    case .warning: .warning
    case .critical: .bad
    }
  }
}

extension Verdict {
  var style: Style {
    switch self {
    case .learning, .open: .label
    case .healthy: .good
    case .finding(let finding, _, _): finding.severity.style
    }
  }

  /// The word that names it, and the sentence that says what is going on.
  var phrases: [Phrase] {
    [Phrase(word, Style(style.role, bold: true)), Phrase(sentence, style)]
  }
}

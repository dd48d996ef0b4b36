import Testing

@testable import Reports

@Suite struct MarkupTests {
  @Test(
    arguments: [
      ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;"), ("a\u{0}b\u{1B}[31m", "a\u{FFFD}b\u{FFFD}[31m"),
      ("two\nlines\t", "two lines "), ("\u{202E}evil\u{2066}", "\u{FFFD}evil\u{FFFD}"),
      ("\u{FFFE}\u{1FFFF}\u{7F}\u{85}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
      ("Zwölf 🥊 ✓", "Zwölf 🥊 ✓"), ("", ""),
    ])
  func textIsEscaped(text: String, escaped: String) {
    #expect(text.escaped == escaped)
  }

  @Test func elementsAreClosedAndAttributesQuoted() {
    var markup = Markup()
    markup.element("td", ["title": "\"><script>"]) {
      $0.element("b", text: "1 < 2")
      $0.element("hr")
    }
    #expect(
      markup.text
        == "<td title=\"&quot;&gt;&lt;script&gt;\"><b>1 &lt; 2</b><hr/></td>")
  }

  @Test(
    arguments: [
      ("a|b", "a\\|b"), ("<img>", "\\<img\\>"), ("[x](http://y)", "\\[x\\](http\\://y)"),
      ("www.example.com", "www\\.example.com"), ("hi @all #12", "hi \\@all \\#12"),
      ("x86_64 _em_", "x86_64 \\_em\\_"), ("12:00:00, note: 5", "12:00:00, note: 5"),
      (":smile:", "\\:smile:"), ("a & b &lt;", "a & b \\&lt;"), ("l1\nl2", "l1 l2"),
      ("`c` *b* ~s~ $m$ \\", "\\`c\\` \\*b\\* \\~s\\~ \\$m\\$ \\\\"), ("\u{7}", "\u{FFFD}"),
    ])
  func markdownStandsAsItIs(text: String, escaped: String) {
    #expect(MarkdownText.escaped(text) == escaped)
  }
}

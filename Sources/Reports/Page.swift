/// A page that stands alone: no script, nothing that is loaded.
enum Page {
  static func html(title: String, _ content: (inout Markup) -> Void) -> String {
    var page = Markup()
    page.append("<!DOCTYPE html>\n")
    page.element("html", ["lang": "en"]) {
      $0.append("\n")
      $0.element("head") {
        $0.append("\n")
        $0.element("meta", ["charset": "utf-8"])
        $0.element(
          "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        // Nothing is to be loaded, whatever a reader's tools make of the text.
        $0.element(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'",
          ])
        $0.element("meta", ["name": "color-scheme", "content": "light dark"])
        $0.element("title", text: title)
        $0.element("style") { $0.append(PageStyle.text) }
      }
      $0.append("\n")
      $0.element("body") {
        $0.append("\n")
        $0.element("main") { content(&$0) }
      }
      $0.append("\n")
    }
    page.append("\n")
    return page.text
  }
}

extension Markup {
  /// A section with its heading; `key` is what links lead to.
  mutating func section(_ key: String, _ title: String, _ content: (inout Markup) -> Void) {
    element("section", ["id": key]) {
      $0.append("\n")
      $0.element("h2", text: title)
      content(&$0)
    }
  }

  mutating func facts(_ facts: [(name: String, text: String)]) {
    element("dl", ["class": "facts"]) {
      for fact in facts {
        $0.element("div") {
          $0.element("dt", text: fact.name)
          $0.element("dd") { $0.element("bdi", text: fact.text) }
        }
      }
    }
  }

  /// A row of cells behind a heading.
  mutating func row(_ heading: String, _ cells: [String]) {
    element("tr") {
      $0.element("th", ["scope": "row"]) { $0.element("bdi", text: heading) }
      for cell in cells { $0.element("td", text: cell) }
    }
  }

  /// The first row of a table; without a text the corner is empty.
  mutating func headings(_ names: [String]) {
    element("tr") {
      for name in names {
        if name.isEmpty {
          $0.element("td", text: "")
        } else {
          $0.element("th", ["scope": "col"]) { $0.element("bdi", text: name) }
        }
      }
    }
  }

  /// What was wrong with the file.
  mutating func warning(_ words: String) {
    element("p", ["class": "warning"]) {
      $0.element("strong", text: "Damage: ")
      $0.write(words)
    }
  }

  mutating func figure(_ title: String, remark: String = "", _ content: (inout Markup) -> Void) {
    element("figure") {
      $0.element("figcaption") {
        $0.element("h3", text: title)
        if !remark.isEmpty { $0.element("span", ["class": "remark"], text: remark) }
      }
      $0.append("\n")
      content(&$0)
    }
  }
}

package dev.tlsdiag.proxy.tui;

/** What a key does; the help of the view lists them in this order. */
enum Key {
  UP("k", "the flow above; also the arrow"),
  DOWN("j", "the flow below; also the arrow"),
  PAGE_UP("PgUp", "a page up"),
  PAGE_DOWN("PgDn", "a page down"),
  TOP("g", "the first flow, and stay with what is new"),
  END("G", "the last flow"),
  OPEN("Enter", "the flow in full, and back"),
  FILTER("/", "which flows: ~sni REGEX, ~nosni, ~d HOST, ~c 502, ~rule NAME, & | ! ( )"),
  VERDICT("v", "all, those that failed, warnings too"),
  SORT("s", "by time, verdict, server, duration"),
  FREEZE("Space", "hold the screen still, and go on"),
  MAP("m", "the map, and without"),
  COPY("y", "to the clipboard: the request as a curl command"),
  COMPARE("c", "to the clipboard: the compare command for it"),
  EXPLAIN("e", "to the clipboard: the explain command of its finding"),
  HELP("?", "these keys, and back"),
  BACK("Esc", "out of what is open; takes the filter away"),
  QUIT("q", "end the proxy"),
  /** Any character, while a filter is typed. */
  CHARACTER("", ""),
  ERASE("", "");

  private final String label;
  private final String meaning;

  Key(String label, String meaning) {
    this.label = label;
    this.meaning = meaning;
  }

  /** What a character means while no filter is typed; {@link #CHARACTER} where it means nothing. */
  static Key of(String character) {
    for (Key key : values()) {
      if (character.equals(key == FREEZE ? " " : key.label)) {
        return key;
      }
    }
    return CHARACTER;
  }

  String label() {
    return label;
  }

  String meaning() {
    return meaning;
  }
}

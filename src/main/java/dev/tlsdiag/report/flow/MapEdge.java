package dev.tlsdiag.report.flow;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * What went from one node of a map to another, on one port.
 *
 * @param from index of the client's node
 * @param to index of the server's node
 * @param port of the server; 0 where it is not known
 * @param names that were asked for: {@code SNI app.example}, host of a URL, a DNS name; at most a
 *     few
 * @param moreNames how many others there were
 * @param nameless ClientHellos without server_name
 * @param forwarded flows that went on, redirected ones among them
 * @param redirected into a proxy
 * @param stopped dropped, or denied by policy
 * @param failures failed handshakes, HTTP responses of 500 and above, DNS answers with an error
 */
public record MapEdge(
    int from,
    int to,
    int port,
    List<String> names,
    int moreNames,
    long nameless,
    long forwarded,
    long redirected,
    long stopped,
    long failures) {

  /** What became of the flows. */
  public enum Fate {
    GOOD,
    MIXED,
    BAD
  }

  public MapEdge {
    names = List.copyOf(names);
    requireNonNull(names, "names is null");
  }

  public Fate fate() {
    if (stopped + failures + nameless == 0) {
      return Fate.GOOD;
    }
    return forwarded == 0 ? Fate.BAD : Fate.MIXED;
  }

  /** {@code httpbin.org}, {@code a.example, b.example and 3 more}, {@code no SNI}. */
  public String nameText() {
    List<String> words = new ArrayList<>(names);
    if (nameless > 0) {
      words.add("no SNI");
    }
    return String.join(", ", words) + (moreNames > 0 ? " and " + moreNames + " more" : "");
  }

  /** {@code :443 12 forwarded, 3 dropped}. */
  public String countText() {
    List<String> words = new ArrayList<>();
    if (forwarded > 0) {
      words.add(forwarded + " forwarded");
    }
    if (redirected > 0) {
      words.add(redirected + " to a proxy");
    }
    if (stopped > 0) {
      words.add(stopped + " dropped");
    }
    if (failures > 0) {
      words.add(failures + " failed");
    }
    return (port == 0 ? "" : ":" + port + " ") + String.join(", ", words);
  }
}

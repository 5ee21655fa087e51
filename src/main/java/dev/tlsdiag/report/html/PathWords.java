package dev.tlsdiag.report.html;

import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import java.util.Locale;
import java.util.Optional;

/** A path in a sentence; what peers sent is in it as it came. */
final class PathWords {
  private PathWords() {}

  /** {@code The proxied path fails on hop 2, proxy → server: no answer in 1.9 s.} */
  static String sentence(HopTrace trace) {
    String path = "The %s path ".formatted(trace.name());
    Leg client = new Leg(trace, 1, trace.clientHop());
    boolean answered = client.http().flatMap(http -> status(client)).isPresent();
    for (int i = 0; i < trace.hops().size(); i++) {
      Hop hop = trace.hops().get(i);
      if (hop.state() == Hop.State.FAILED) {
        String where =
            trace.hops().size() == 1 ? "" : " on hop %d, %s".formatted(i + 1, hop.label());
        String seen = i > 0 && answered ? "; the client gets " + client.status() : "";
        return path + "fails%s: %s%s.".formatted(where, new Leg(trace, i + 1, hop).outcome(), seen);
      }
    }
    if (!trace.worked()) {
      Hop open =
          trace.hops().stream()
              .filter(hop -> hop.state() != Hop.State.WORKED)
              .findFirst()
              .orElseThrow();
      return open.state() == Hop.State.UNUSED
          ? path + "did its handshake, and nobody used it."
          : path + "is not seen to its end: %s, %s.".formatted(open.label(), reason(trace, open));
    }
    return answered ? path + "answers " + client.status() + "." : path + "works.";
  }

  private static String reason(HopTrace trace, Hop hop) {
    return new Leg(trace, trace.hops().indexOf(hop) + 1, hop).outcome();
  }

  private static Optional<Integer> status(Leg leg) {
    return leg.http().flatMap(http -> http.status().stream().boxed().findFirst());
  }

  /** With a capital where it begins with a letter of ASCII. */
  static String capital(String words) {
    boolean small = !words.isEmpty() && words.charAt(0) >= 'a' && words.charAt(0) <= 'z';
    return small ? words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) : words;
  }
}

package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the client's TLS library, or the proxy's page about it, said of a hop's failure. */
final class LibraryWords {
  private LibraryWords() {}

  /** The words that contain one of these, whatever their case. */
  static Optional<String> containing(Place place, String... signs) {
    Stream<String> words =
        Stream.concat(
            place.session().flatMap(TlsSession::error).stream(),
            place.hop().http().flatMap(HttpExchange::problem).stream());
    return words
        .filter(text -> Stream.of(signs).anyMatch(sign -> lower(text).contains(lower(sign))))
        .findFirst();
  }

  /** The page of a proxy that tells of the hop behind it. */
  static boolean onPage(Place upstream, String... signs) {
    return upstream.upstream()
        && Place.of(upstream.trace(), Step.Kind.HTTP)
            .filter(place -> place.number() < upstream.number())
            .map(place -> ((Step.Http) place.step()).exchange().bodyStart().latin1())
            .anyMatch(body -> Stream.of(signs).anyMatch(body::contains));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}

package dev.tlsdiag.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tlsdiag.trace.AddressBlock;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeFilter;
import dev.tlsdiag.trace.HandshakeFilter.Clause;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.OutcomeKinds;
import dev.tlsdiag.trace.Transport;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Selects from the two sample captures; here for their sake. */
class HandshakeFilterTest {
  private static final List<Handshake> EVENING = SampleHandshakes.evening();

  @Test
  void withoutClausesEverythingPasses() {
    assertEquals("0 1 2 3 4 5 6", numbers(EVENING, HandshakeFilter.ALL));
  }

  @Test
  void valuesOfOneFlagAreAlternatives() {
    assertEquals(
        "1 3", numbers(EVENING, filter(to("--port", 7443, false), to("--port", 7444, false))));
  }

  @Test
  void differentFlagsMustAllMatch() {
    assertEquals(
        "2 5",
        numbers(
            EVENING,
            filter(to("--port", 8443, false), clause("--failed", HandshakeFilter.failed()))));
  }

  @Test
  void notNegatesTheNextOnly() {
    assertEquals(
        "4 6",
        numbers(
            EVENING,
            filter(to("--port", 8443, true), clause("--failed", HandshakeFilter.failed()))));
    assertEquals(
        "0 2 4 5 6", numbers(EVENING, filter(to("--port", 7443, true), to("--port", 7444, true))));
  }

  @Test
  void noServerNameNeedsAHello() {
    assertEquals("2 4 5 6", numbers(EVENING, HandshakeFilter.noServerName()));
    assertEquals("3 4 14", numbers(SampleHandshakes.zoo(), HandshakeFilter.noServerName()));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource({
    "app.example.test, 0 1 3",
    "*.EXAMPLE.test, 0 1 3",
    "app.example.tes?, 0 1 3",
    "*, 0 1 3",
    "a*b*t, ''",
    "*e*e*t, 0 1 3",
    "app.example.test*, 0 1 3",
    "pp.example.test, ''",
    "'', ''"
  })
  void serverNameByPattern(String glob, String expected) {
    assertEquals(expected, numbers(EVENING, HandshakeFilter.serverName(glob)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "127.0.0.1, 0 1 2 3 4 5 6 7 8 9 11 12 13 14",
    "127.0.0.0/8, 0 1 2 3 4 5 6 7 8 9 11 12 13 14",
    "127.0.0.0/32, ''",
    "0.0.0.0/0, 0 1 2 3 4 5 6 7 8 9 11 12 13 14",
    "2001:db8::/32, 10",
    "2001:db8::1/128, 10",
    "2001:db8::2/127, ''",
    "::/0, 10"
  })
  void clientByAddress(String block, String expected) {
    Predicate<Handshake> filter = HandshakeFilter.fromIp(AddressBlock.parse(block));
    assertEquals(expected, numbers(SampleHandshakes.zoo(), filter));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"127.0.0.1/33", "127.0.0/8", "::/129", "::1/", "host", "1.2.3.4/-1"})
  void noAddress(String text) {
    assertThrows(IllegalArgumentException.class, () -> AddressBlock.parse(text));
  }

  @Test
  void others() {
    List<Handshake> zoo = SampleHandshakes.zoo();
    assertEquals("10", numbers(zoo, HandshakeFilter.transport(Transport.QUIC)));
    assertEquals("11", numbers(zoo, HandshakeFilter.toPort(4433)));
    assertEquals("6 7", numbers(zoo, HandshakeFilter.fromPort(40006)));
    assertEquals("9", numbers(zoo, HandshakeFilter.stream(9)));
    assertEquals("2 3", numbers(zoo, HandshakeFilter.outcome("plaintext")));
    assertEquals("10", numbers(zoo, HandshakeFilter.toIp(AddressBlock.parse("2001:db8::2"))));
    Instant at = HandshakeSamples.START.plusMillis(13);
    assertEquals("13 14", numbers(zoo, HandshakeFilter.since(at)));
    assertEquals(
        "12 13",
        numbers(zoo, HandshakeFilter.until(at).and(HandshakeFilter.since(at.minusMillis(1)))));
  }

  @Test
  void everyOutcomeHasAKindInTheList() {
    Set<String> ofTypes =
        Arrays.stream(Outcome.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> kinds = new TreeSet<>(OutcomeKinds.ALL);
    Set<String> met = new TreeSet<>();
    for (Handshake handshake : SampleHandshakes.zoo()) {
      met.add(handshake.outcome().kind());
    }
    EVENING.forEach(h -> met.add(h.outcome().kind()));

    assertEquals(ofTypes.size(), kinds.size(), ofTypes + " " + kinds);
    assertEquals(kinds, met, "the samples have every kind");
  }

  private static Clause to(String flag, int port, boolean negated) {
    return new Clause(flag, negated, HandshakeFilter.toPort(port));
  }

  private static Clause clause(String flag, Predicate<Handshake> matches) {
    return new Clause(flag, false, matches);
  }

  private static HandshakeFilter filter(Clause... clauses) {
    return new HandshakeFilter(List.of(clauses));
  }

  private static String numbers(List<Handshake> rows, Predicate<Handshake> filter) {
    return rows.stream()
        .filter(filter)
        .map(h -> Integer.toString(h.number()))
        .collect(Collectors.joining(" "));
  }
}

package dev.tlsdiag.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NameLookupTest {
  private static final String NAME = "api.example.com";

  static Stream<Arguments> lookups() {
    return Stream.of(
        row("found", "", DnsSamples.address(NAME, "192.0.2.7")),
        row("refused", NAME + " REFUSED", DnsSamples.of(NAME, "REFUSED")),
        row(
            "A found, no AAAA",
            "",
            DnsSamples.address(NAME, "192.0.2.7"),
            DnsSamples.of(NAME, "NOERROR").aaaa()),
        row(
            "found after the search list",
            "",
            DnsSamples.of(NAME + ".default.svc.cluster.local", "NXDOMAIN"),
            DnsSamples.of(NAME + ".corp.example", "NXDOMAIN"),
            DnsSamples.address(NAME, "192.0.2.7").at(5)),
        row(
            "ends in the search list",
            NAME + " REFUSED",
            DnsSamples.of(NAME + ".default.svc.cluster.local", "REFUSED")),
        row(
            "a name inside the cluster",
            "web.shop.svc.cluster.local NXDOMAIN",
            DnsSamples.of("web.shop.svc.cluster.local", "NXDOMAIN").soa()),
        row("asked at the end of the capture", "", DnsSamples.of(NAME, "")),
        row("nobody answers", NAME + " ", DnsSamples.of(NAME, ""), DnsSamples.of(NAME, "").aaaa()),
        row(
            "cut short, nothing over TCP",
            NAME + " NOERROR",
            DnsSamples.address(NAME, "192.0.2.7"),
            DnsSamples.of(NAME, "NOERROR").aaaa().truncated()),
        row(
            "cut short, whole over TCP",
            "",
            DnsSamples.address(NAME, "192.0.2.7"),
            DnsSamples.of(NAME, "NOERROR").aaaa().truncated(),
            DnsSamples.address(NAME, "2001:db8::7").aaaa().tcp()),
        row(
            "other records are no addresses",
            "",
            DnsSamples.of("_sip._tcp." + NAME, "NXDOMAIN").from("192.0.2.9"),
            DnsSamples.address("_sip._tcp." + NAME, "192.0.2.7").from("192.0.2.9")));
  }

  private static Arguments row(String name, String failed, DnsSamples... samples) {
    return arguments(name, failed, Stream.of(samples).map(DnsSamples::build).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lookups")
  void tellsWhatFailed(String name, String failed, List<DnsExchange> exchanges) {
    assertEquals(
        failed.isEmpty() ? List.of() : List.of(failed),
        NameLookup.of(exchanges).stream()
            .filter(NameLookup::failed)
            .map(l -> l.host() + " " + l.step().responseCode().orElse(""))
            .toList());
  }
}

package dev.tlsdiag.check;

import dev.tlsdiag.check.Expectation.Barrier;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.ProbeReport;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.AddressBlock;
import dev.tlsdiag.yaml.Fields;
import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlProblems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what a check expects. */
final class ExpectationReader {
  private static final int USUAL_RUNS = 20;
  private static final int MOST_RUNS = 1000;

  private static final Map<String, ProtocolVersion> VERSIONS =
      Map.of(
          "1.0", ProtocolVersion.TLS_1_0,
          "1.1", ProtocolVersion.TLS_1_1,
          "1.2", ProtocolVersion.TLS_1_2,
          "1.3", ProtocolVersion.TLS_1_3);

  private static final List<String> RESPONSE_CODES =
      List.of("NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED");

  private static final List<String> BEHAVIOURS =
      Stream.concat(
              Stream.of("required"),
              Stream.of(ProbeReport.ServerNames.Kind.values()).map(k -> k.label()))
          .toList();

  /** Of what does answer. */
  private static final Set<String> OF_A_SERVER =
      Set.of(
          "agree",
          "no-finding-above",
          "status",
          "sni",
          "certificate",
          "tls-at-least",
          "alpn",
          "handshake");

  private static final Set<String> OF_TLS =
      Set.of("sni", "certificate", "tls-at-least", "alpn", "handshake");

  private final YamlProblems problems;

  /**
   * The check that they are of.
   *
   * @param secure whether it speaks TLS
   */
  record Case(Position position, boolean secure, List<PathSpec> paths) {}

  ExpectationReader(YamlProblems problems) {
    this.problems = problems;
  }

  /**
   * Those of the file and those that go without saying.
   *
   * @param own what the check itself says, without the defaults
   */
  List<Expectation> read(Fields check, Optional<YamlNode.Entry> own, Case of) {
    Optional<Fields> expect = check.fields("expect", "'expect'");
    List<Expectation> all = new ArrayList<>();
    expect.ifPresent(fields -> all.addAll(read(fields)));
    YamlNode.Mapping said =
        own.map(YamlNode.Entry::value)
            .filter(YamlNode.Mapping.class::isInstance)
            .map(YamlNode.Mapping.class::cast)
            .orElse(new YamlNode.Mapping(List.of(), of.position()));
    boolean closed =
        all.stream().anyMatch(e -> e instanceof Expectation.Reachable r && r.barrier().isPresent());
    boolean nameless =
        all.stream().anyMatch(e -> e instanceof Expectation.DnsResponse r && !r.allowsRequest());
    if (closed || nameless) {
      refuse(said, OF_A_SERVER, "what is not to be reached");
      all.removeIf(e -> !(e instanceof Expectation.Reachable) && !ofDns(e));
    }
    if (!of.secure()) {
      refuse(said, OF_TLS, "a request without TLS");
      all.removeIf(ExpectationReader::ofTls);
    }
    boolean alone = of.paths().size() < 2 || of.paths().stream().noneMatch(PathSpec::direct);
    if (alone) {
      said.entry("agree")
          .filter(entry -> entry.value() instanceof YamlNode.Scalar s && s.text().equals("true"))
          .ifPresent(
              entry ->
                  problems.add(
                      entry.key().position(),
                      "'agree' compares 'direct' with another path, and 'paths' has not both",
                      "paths: [direct, …], with the other one in the 'paths' of the file"));
      all.removeIf(Expectation.Agree.class::isInstance);
    }
    if (!nameless && all.stream().noneMatch(Expectation.Reachable.class::isInstance)) {
      all.add(new Expectation.Reachable(Optional.empty(), of.position()));
    }
    if (!closed
        && !nameless
        && all.stream().noneMatch(Expectation.NoFindingAbove.class::isInstance)) {
      all.add(new Expectation.NoFindingAbove(Optional.of(Severity.WARNING), of.position()));
    }
    return all;
  }

  private void refuse(YamlNode.Mapping said, Set<String> keys, String what) {
    said.entries().stream()
        .map(YamlNode.Entry::key)
        .filter(key -> keys.contains(key.text()))
        .forEach(
            key ->
                problems.add(
                    key.position(), "'%s' cannot be expected of %s".formatted(key.text(), what)));
  }

  private static boolean ofDns(Expectation e) {
    return e instanceof Expectation.DnsAddresses || e instanceof Expectation.DnsResponse;
  }

  private static boolean ofTls(Expectation e) {
    return e instanceof Expectation.Sni
        || e instanceof Expectation.ValidFor
        || e instanceof Expectation.Issuer
        || e instanceof Expectation.Names
        || e instanceof Expectation.TlsAtLeast
        || e instanceof Expectation.Alpn
        || e instanceof Expectation.HandshakeP95;
  }

  private List<Expectation> read(Fields fields) {
    List<Expectation> all = new ArrayList<>();
    fields
        .word("reachable", List.of("true", "false", "refused", "unanswered", "cut"))
        .ifPresent(
            word ->
                all.add(new Expectation.Reachable(barrier(word), fields.positionOf("reachable"))));
    fields
        .bool("agree")
        .filter(wanted -> wanted)
        .ifPresent(wanted -> all.add(new Expectation.Agree(fields.positionOf("agree"))));
    fields
        .word("no-finding-above", List.of("none", "note", "warning", "error"))
        .ifPresent(
            word ->
                all.add(
                    new Expectation.NoFindingAbove(
                        severity(word), fields.positionOf("no-finding-above"))));
    List<String> status = fields.values("status", ExpectationReader::status);
    if (!status.isEmpty()) {
      all.add(new Expectation.Status(status, fields.positionOf("status")));
    }
    List<String> sni = fields.values("sni", text -> Fields.wordOf(text, BEHAVIOURS));
    if (!sni.isEmpty()) {
      all.add(new Expectation.Sni(sni, fields.positionOf("sni")));
    }
    fields.fields("certificate", "'certificate'").ifPresent(c -> certificate(c, all));
    fields
        .value("tls-at-least", text -> VERSIONS.get(Fields.wordOf(text, sorted())))
        .ifPresent(
            version ->
                all.add(new Expectation.TlsAtLeast(version, fields.positionOf("tls-at-least"))));
    List<String> alpn = fields.values("alpn", text -> text);
    if (!alpn.isEmpty()) {
      all.add(new Expectation.Alpn(alpn, fields.positionOf("alpn")));
    }
    fields.fields("dns", "'dns'").ifPresent(dns -> dns(dns, all));
    fields.fields("handshake", "'handshake'").ifPresent(h -> handshake(h, all));
    fields.end();
    return all;
  }

  private static List<String> sorted() {
    return VERSIONS.keySet().stream().sorted().toList();
  }

  private static Optional<Barrier> barrier(String word) {
    return switch (word) {
      case "true" -> Optional.empty();
      case "refused" -> Optional.of(Barrier.REFUSED);
      case "unanswered" -> Optional.of(Barrier.UNANSWERED);
      case "cut" -> Optional.of(Barrier.CUT);
      default -> Optional.of(Barrier.ANY);
    };
  }

  private static Optional<Severity> severity(String word) {
    return switch (word) {
      case "error" -> Optional.of(Severity.ERROR);
      case "warning" -> Optional.of(Severity.WARNING);
      case "note" -> Optional.of(Severity.NOTE);
      default -> Optional.empty();
    };
  }

  private static String status(String text) {
    if (!text.matches("[1-5]([0-9]{2}|xx)")) {
      throw new Fields.WrongValueException(
          "'%s' is no status".formatted(text), "200, 2xx, or a list of such");
    }
    return text;
  }

  private static void certificate(Fields fields, List<Expectation> all) {
    fields
        .value("valid-for", Spans::parse)
        .ifPresent(span -> all.add(new Expectation.ValidFor(span, fields.positionOf("valid-for"))));
    List<String> issuers = fields.values("issuer", text -> text);
    if (!issuers.isEmpty()) {
      all.add(new Expectation.Issuer(issuers, fields.positionOf("issuer")));
    }
    List<String> names = fields.values("name", text -> text);
    if (!names.isEmpty()) {
      all.add(new Expectation.Names(names, fields.positionOf("name")));
    }
    fields.end();
  }

  private static void dns(Fields fields, List<Expectation> all) {
    List<AddressBlock> blocks = fields.values("addresses", ExpectationReader::block);
    if (!blocks.isEmpty()) {
      all.add(new Expectation.DnsAddresses(blocks, fields.positionOf("addresses")));
    }
    List<String> codes = fields.values("response", text -> Fields.wordOf(text, RESPONSE_CODES));
    if (!codes.isEmpty()) {
      all.add(new Expectation.DnsResponse(codes, fields.positionOf("response")));
    }
    fields.end();
  }

  private static AddressBlock block(String text) {
    try {
      return AddressBlock.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Fields.WrongValueException(
          "'%s' is neither an address nor a block of them".formatted(text),
          "192.0.2.7, 10.0.0.0/8, 2001:db8::/32");
    }
  }

  private static void handshake(Fields fields, List<Expectation> all) {
    fields.require("p95-below");
    int runs = fields.number("runs", 2, MOST_RUNS).orElse(USUAL_RUNS);
    Optional<Duration> below = fields.value("p95-below", Spans::parse);
    below.ifPresent(
        span -> all.add(new Expectation.HandshakeP95(span, runs, fields.positionOf("p95-below"))));
    fields.end();
  }
}

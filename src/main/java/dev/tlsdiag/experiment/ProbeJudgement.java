package dev.tlsdiag.experiment;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.probe.Axis;
import dev.tlsdiag.probe.Ending;
import dev.tlsdiag.probe.Observation;
import dev.tlsdiag.probe.Preface;
import dev.tlsdiag.probe.ServerFlight;
import dev.tlsdiag.probe.Variant;
import dev.tlsdiag.report.ProbeReport;
import dev.tlsdiag.report.ProbeReport.Certificate;
import dev.tlsdiag.report.ProbeReport.Flip;
import dev.tlsdiag.report.ProbeReport.Row;
import dev.tlsdiag.report.ProbeReport.Verdict;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.x509.PeerVerifier;
import dev.tlsdiag.x509.TrustAnchors;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes a report of what was seen. */
final class ProbeJudgement {
  private final ProbeRun.Options options;
  private final Endpoint peer;
  private final ProbeResults results;
  private final List<Finding> findings;

  ProbeJudgement(
      ProbeRun.Options options, Endpoint peer, ProbeResults results, List<Finding> findings) {
    this.options = options;
    this.peer = peer;
    this.results = results;
    this.findings = findings;
  }

  ProbeReport report(Duration took) {
    List<Variant> flips = results.flips();
    Verdict verdict = verdict(flips);
    return new ProbeReport(
        options.tool(),
        options.target().toString(),
        peer.toString(),
        options.way(),
        base(),
        verdict,
        headline(verdict, flips),
        certificate(),
        ServerNameVerdict.of(results),
        flips.stream().findFirst().map(this::flip),
        new ProbeStatements(results).all(options.proxied()),
        rows(),
        findings,
        notes(),
        took);
  }

  private ProbeReport.Base base() {
    Observation base = results.base();
    return new ProbeReport.Base(
        base.handshake().time(),
        base.probe().hello().serverName(),
        base.handshake().sent(),
        new ProbeTwins(options, peer).of(results));
  }

  private Verdict verdict(List<Variant> flips) {
    if (results.base().ending() == Ending.UNREACHABLE) {
      return Verdict.UNREACHABLE;
    }
    if (results.flaps()) {
      return Verdict.FLAPS;
    }
    if (results.base().worked()) {
      return Verdict.WORKS;
    }
    boolean told =
        !flips.isEmpty()
            || results.base().ending() == Ending.NO_WAY
            || findings.stream().limit(1).anyMatch(f -> f.confidence() != Confidence.LOW);
    return told ? Verdict.FAILS : Verdict.UNKNOWN;
  }

  private String headline(Verdict verdict, List<Variant> flips) {
    Observation base = results.base();
    String name =
        base.probe()
            .hello()
            .serverName()
            .map(n -> " with server_name " + n)
            .orElse(" without server_name");
    return switch (verdict) {
      case UNREACHABLE -> base.problem().orElse("no connection");
      case FLAPS ->
          "the same hello gave two results: %s, then %s"
              .formatted(ProbeWords.result(base), ProbeWords.result(results.again().orElseThrow()));
      case WORKS -> ProbeWords.result(base) + name + timing(base);
      case FAILS, UNKNOWN -> failed(base, name, flips);
    };
  }

  private String failed(Observation base, String name, List<Variant> flips) {
    if (base.ending() == Ending.NO_WAY) {
      return base.problem().orElse("no way to TLS");
    }
    String what = "a usual hello%s gets %s".formatted(name, ProbeWords.result(base));
    Optional<String> size = SizeVerdict.cause(results);
    if (size.isPresent()) {
      return what + "; " + size.get();
    }
    if (!flips.isEmpty()) {
      return what + "; it works " + cure(flips.get(0));
    }
    if (base.ending() == Ending.PLAINTEXT) {
      return what + ": this port does not speak TLS";
    }
    return what
        + (results.variants().isEmpty()
            ? ""
            : ", and so do all %d others".formatted(results.variants().size()));
  }

  private static String cure(Variant variant) {
    String name = variant.name();
    return switch (variant.axis()) {
      case SNI ->
          switch (name) {
            case "none" -> "without server_name";
            case "right" -> "with server_name";
            default -> "with server_name: " + name;
          };
      case PROXY_HEADER -> "as soon as a " + name.replace("PROXY", "PROXY header") + " goes first";
      case STARTTLS -> "after STARTTLS: --starttls " + name;
      case SEGMENTS -> "when it comes " + (name.startsWith("byte") ? name : "as " + name);
      case SIZE -> "at another size: " + name;
      case GROUPS, VERSIONS, ALPN, CIPHERS, SIGNATURES, RESUMPTION, PLAINTEXT ->
          "with " + variant.axis().label() + ": " + name;
    };
  }

  private static String timing(Observation base) {
    return base.handshake().answer().kind() == Answer.Kind.NOTHING
        ? ""
        : ", answered in %d ms"
            .formatted(Math.max(1, base.handshake().answer().nanos() / 1_000_000));
  }

  private Flip flip(Variant variant) {
    Observation seen = results.variants().get(variant);
    String words =
        results.base().worked()
            ? "%s: %s gives %s, all else as in the base"
                .formatted(
                    variant.axis().label(), variant.name(), ProbeWords.result(seen, results.base()))
            : "%s: it works %s, all else as in the base"
                .formatted(variant.axis().label(), cure(variant));
    return new Flip(variant.axis().label(), variant.name(), words);
  }

  private Optional<Certificate> certificate() {
    Optional<ServerChain> seen =
        ProbeWords.chain(results.base())
            .or(
                () ->
                    results.variants().values().stream()
                        .flatMap(each -> ProbeWords.chain(each).stream())
                        .findFirst());
    return seen.map(
        chain ->
            new Certificate(
                chain.issuer(),
                chain.namesShown(),
                chain.selfIssued(),
                chain.validUntil(),
                options.anchors().join().map(anchors -> trust(chain, anchors)),
                sha256(chain),
                chain.sent()));
  }

  private String trust(ServerChain chain, TrustAnchors anchors) {
    Optional<String> identity =
        results.base().probe().hello().serverName().or(() -> Optional.of(options.host()));
    return PeerVerifier.verify(
            chain.certificates(), identity, "the name asked for", anchors, Instant.now(), false)
        .problem()
        .map(problem -> "not trusted here: " + problem.message())
        .orElse("trusted here");
  }

  private static String sha256(ServerChain chain) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(chain.sent().get(0).toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(row("base", "", results.base(), false));
    results
        .variants()
        .forEach(
            (variant, seen) ->
                rows.add(
                    row(
                        variant.axis().label(),
                        variant.name(),
                        seen,
                        results.base().worked() && variant.mustWork() && !seen.worked())));
    results.again().ifPresent(again -> rows.add(row("base", "again", again, false)));
    return rows;
  }

  private Row row(String axis, String variant, Observation seen, boolean surprising) {
    boolean answered =
        seen.handshake().sent().isPresent()
            && seen.handshake().answer().kind() != Answer.Kind.NOTHING;
    return new Row(
        axis,
        variant,
        seen.ending().label(),
        ProbeWords.result(seen, results.base()),
        seen.worked(),
        surprising,
        seen.alert().map(alert -> OptionalInt.of(alert.code())).orElse(OptionalInt.empty()),
        seen.handshake()
            .sent()
            .map(sent -> OptionalInt.of(sent.message().length()))
            .orElse(OptionalInt.empty()),
        answered
            ? Optional.of(Duration.ofNanos(seen.handshake().answer().nanos()))
            : Optional.empty());
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    Observation base = results.base();
    if (options.proxied() && base.worked()) {
      notes.add(
          "through a proxy the certificate may be the proxy's own: the same without -x shows the"
              + " server's");
    }
    if (base.flight().filter(flight -> !flight.readable()).isPresent()) {
      notes.add(
          "the server's flight is encrypted with a secret that is not ours (a post-quantum share):"
              + " certificate and ALPN were not seen");
    }
    if (HostName.isAddress(options.host()) && base.probe().hello().serverName().isEmpty()) {
      notes.add(
          "an address is no server_name, so none was sent: give the right name with --servername");
    }
    if (base.probe().preface() instanceof Preface.StartTls startTls) {
      notes.add("every hello went after STARTTLS of " + startTls.protocol().label());
    }
    results
        .of(Axis.PLAINTEXT, "HTTP")
        .filter(seen -> !base.worked() && seen.ending() == Ending.PLAINTEXT)
        .ifPresent(seen -> notes.add("a request in the clear gets " + ProbeWords.result(seen)));
    if (base.flight().filter(ServerFlight::retried).isPresent()) {
      notes.add("the server asked for another key share first (HelloRetryRequest)");
    }
    return notes;
  }
}

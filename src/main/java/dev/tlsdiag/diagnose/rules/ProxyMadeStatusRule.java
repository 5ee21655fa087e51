package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** {@code proxy-made-status}: a response was made by a proxy and not by the server. */
final class ProxyMadeStatusRule implements Rule {
  private static final int FIRST_FAILURE = 400;
  private static final int FIRST_SERVER_FAILURE = 500;

  private static final RuleInfo INFO =
      new RuleInfo(
          "proxy-made-status",
          Severity.ERROR,
          "A response was made by a proxy and not by the server",
          "the proxy answers in the server's place",
          "Look at the proxy's own leg to the server: the client's leg works.",
          List.of(
              new Fix("Envoy", "access log: %RESPONSE_FLAGS% %UPSTREAM_TRANSPORT_FAILURE_REASON%"),
              new Fix("nginx", "error_log: the line with \"while SSL handshaking to upstream\""),
              new Fix("HAProxy", "the termination state of its log line: SC, sC, SH, sH"),
              new Fix("Squid", "cache.log, and ERR_ in X-Squid-Error"),
              new Fix("Cilium", "hubble observe --verdict DROPPED, and the HTTP rules"),
              new Fix("Istio", "istioctl proxy-config log POD --level upstream:debug")),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldDownstream.madeByProxy(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    // The first hop with a response has what the client got; later ones only hand it on.
    return Place.of(trace, Step.Kind.HTTP)
        .limit(1)
        .filter(place -> status(place) >= FIRST_FAILURE || grpcFailure(place))
        .flatMap(place -> finding(place, facts).stream());
  }

  private static Optional<Finding> finding(Place place, Facts facts) {
    Optional<ProxyReply> reply = ProxyReply.of(exchange(place));
    boolean serverNeverAnswered = upstreamFailed(place);
    if (reply.isEmpty() && !(serverNeverAnswered && status(place) >= FIRST_SERVER_FAILURE)) {
      return Optional.empty();
    }
    OptionalInt direct = directStatus(place, facts);
    boolean same = direct.isPresent() && direct.getAsInt() == status(place);
    if (reply.isEmpty() || same && !serverNeverAnswered) {
      return reply.isEmpty()
          ? Optional.of(plain(place))
          : Optional.of(
              told(place, reply.get(), direct)
                  .with(Confidence.LOW)
                  .notRuledOut(
                      "the direct path answers with the same status: the proxy may be the server's own",
                      "the log of the server's front"));
    }
    Finding finding = told(place, reply.get(), direct);
    return Optional.of(
        reply.get().sure() && (serverNeverAnswered || toProxy(place) || direct.isPresent())
            ? finding
            : finding
                .with(Confidence.MEDIUM)
                .notRuledOut(
                    "a proxy before the server may have made it, or the server itself",
                    "the same request to the server directly"));
  }

  private static Finding told(Place place, ProxyReply reply, OptionalInt direct) {
    String other =
        direct.isPresent() && direct.getAsInt() != status(place)
            ? "; the direct path answers " + direct.getAsInt()
            : "";
    String message = words("status " + status(place), reply) + other;
    return Finding.of(INFO, place, severity(place, direct), message)
        .withFixes(fixes(reply))
        .withEffect(gets(place));
  }

  /** Who made it, and what for. */
  static String words(String status, ProxyReply reply) {
    StringBuilder message = new StringBuilder();
    message.append(
        "%s is made by %s: %s".formatted(status, reply.product(), reply.cause().label()));
    reply.decoded().ifPresent(words -> message.append("; ").append(words));
    if (reply.decoded().isEmpty()) {
      reply.detail().ifPresent(words -> message.append("; ").append(words));
    }
    if (reply.wordless()) {
      message.append("; its TLS gave no error, so the server was silent or TCP did not connect");
    }
    return message.append(" (").append(reply.quote()).append(')').toString();
  }

  /** Those of the product first. */
  static List<Fix> fixes(ProxyReply reply) {
    return INFO.fixes().stream()
        .sorted(Comparator.comparing(fix -> fix.product().equals(reply.product()) ? 0 : 1))
        .toList();
  }

  private static Finding plain(Place place) {
    return Finding.of(
            INFO,
            place,
            Severity.ERROR,
            "status %d is made by the proxy: its leg to the server failed".formatted(status(place)))
        .withEffect(gets(place));
  }

  private static String gets(Place place) {
    return "the client gets status " + status(place);
  }

  /** A status below 500 may be meant: it is a fault where the direct path does better. */
  private static Severity severity(Place place, OptionalInt direct) {
    boolean better = direct.isPresent() && direct.getAsInt() < FIRST_FAILURE;
    return status(place) >= FIRST_SERVER_FAILURE || better || grpcFailure(place)
        ? Severity.ERROR
        : Severity.WARNING;
  }

  private static boolean upstreamFailed(Place place) {
    List<Hop> later = place.trace().hops().subList(place.number(), place.trace().hops().size());
    return later.stream().anyMatch(hop -> hop.failedStep().isPresent() && hop.http().isEmpty());
  }

  private static boolean toProxy(Place place) {
    return place.hop().to().role() == Party.Role.PROXY;
  }

  private static OptionalInt directStatus(Place place, Facts facts) {
    return facts
        .control()
        .filter(control -> !control.equals(place.trace()))
        .flatMap(control -> control.clientHop().http())
        .map(HttpExchange::status)
        .orElse(OptionalInt.empty());
  }

  /** A gRPC client gets status 200 and {@code grpc-status: 14}, unavailable. */
  private static boolean grpcFailure(Place place) {
    return exchange(place).responseHeader("grpc-status").filter("14"::equals).isPresent();
  }

  private static HttpExchange exchange(Place place) {
    return ((Step.Http) place.step()).exchange();
  }

  private static int status(Place place) {
    return exchange(place).status().orElse(0);
  }
}

package dev.tlsdiag.proxy.live;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.Decision;
import dev.tlsdiag.report.HopWords;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes the row of a flow from its details. */
record FlowView(Redaction redaction) {
  /** What a client calls itself first (RFC 9110 section 10.1.5); Mozilla is what nobody is. */
  private static final Pattern PRODUCT = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}");

  private static final int LONGEST = 2_000;
  private static final int SERVER_ERROR = 500;

  /** The row, without a revision. */
  LiveFlow of(long id, FlowDetails details) {
    Optional<ExchangeRecord> exchange = details.exchange();
    Optional<Hop> client = details.downstream().map(LegRecord::hop);
    Optional<Hop> server = details.upstream().map(LegRecord::hop);
    Endpoint to = to(details);
    FlowVerdict verdict = verdict(details);
    Optional<Finding> finding = details.findings().stream().findFirst();
    return new LiveFlow(
        id,
        0,
        exchange.isPresent() ? LiveFlow.Kind.REQUEST : LiveFlow.Kind.CONNECTION,
        time(details),
        client.flatMap(hop -> hop.from().endpoint()).map(Endpoint::host).orElse(""),
        exchange.flatMap(FlowView::program),
        to.host(),
        to.port(),
        SentName.of(client),
        SentName.of(server),
        first(server, client, FlowView::version),
        first(server, client, FlowView::alpn),
        exchange.map(e -> shown(e.exchange().method())).orElse(""),
        exchange.map(e -> shown(redaction.url(e.exchange().target()))).orElse(""),
        exchange.map(e -> e.exchange().status()).orElse(OptionalInt.empty()),
        exchange.filter(e -> e.localReply().isPresent()).isPresent(),
        duration(details),
        verdict,
        finding.map(Finding::rule),
        shown(
            details
                .denial()
                .or(() -> finding.map(Finding::headline))
                .orElseGet(() -> verdict == FlowVerdict.OK ? "" : reason(details))));
  }

  private static Instant time(FlowDetails details) {
    return details
        .exchange()
        .map(ExchangeRecord::start)
        .or(() -> details.downstream().map(LegRecord::start))
        .or(() -> details.upstream().map(LegRecord::start))
        .orElse(Instant.EPOCH);
  }

  private static Duration duration(FlowDetails details) {
    return details
        .exchange()
        .map(ExchangeRecord::duration)
        .or(() -> details.downstream().map(LegRecord::duration))
        .or(() -> details.upstream().map(LegRecord::duration))
        .orElse(Duration.ZERO);
  }

  private static FlowVerdict verdict(FlowDetails details) {
    boolean denied =
        details.denial().isPresent()
            || details.downstream().filter(leg -> leg.decision() == Decision.DENY).isPresent();
    if (denied) {
      return FlowVerdict.DENIED;
    }
    boolean failed =
        details.exchange().isPresent()
            ? details.exchange().filter(FlowView::failed).isPresent()
            : Stream.of(details.downstream(), details.upstream())
                .flatMap(Optional::stream)
                .anyMatch(LegRecord::failed);
    if (failed || has(details, Severity.ERROR)) {
      return FlowVerdict.FAILED;
    }
    return has(details, Severity.WARNING) ? FlowVerdict.WARNING : FlowVerdict.OK;
  }

  private static boolean has(FlowDetails details, Severity severity) {
    return details.findings().stream().anyMatch(finding -> finding.severity() == severity);
  }

  private static boolean failed(ExchangeRecord record) {
    OptionalInt status = record.exchange().status();
    return record.localReply().isPresent()
        || record.exchange().problem().isPresent()
        || status.isEmpty()
        || status.getAsInt() >= SERVER_ERROR;
  }

  /** Why it failed, where no rule says so. */
  private static String reason(FlowDetails details) {
    Optional<String> leg = details.failedHop().map(HopWords::failure);
    Optional<String> local =
        details
            .exchange()
            .flatMap(ExchangeRecord::localReply)
            .map(failure -> failure.kind().label() + ": " + failure.detail());
    Optional<String> problem = details.exchange().flatMap(e -> e.exchange().problem());
    Optional<String> ended =
        details.downstream().filter(each -> details.exchange().isEmpty()).map(LegRecord::endReason);
    return local
        .filter(text -> leg.isEmpty())
        .or(() -> details.exchange().isPresent() && local.isEmpty() ? problem : leg)
        .or(() -> ended)
        .orElse("");
  }

  /** By a name where anybody says one; where the client wanted to go is better than where it is. */
  private static Endpoint to(FlowDetails details) {
    Optional<Endpoint> target =
        details
            .downstream()
            .flatMap(LegRecord::target)
            .or(() -> details.upstream().flatMap(LegRecord::target));
    Optional<Endpoint> dialled =
        details.upstream().flatMap(leg -> leg.hop().to().endpoint()).or(() -> target);
    Optional<String> authority = details.exchange().map(e -> e.exchange().authority());
    Optional<String> name =
        Stream.of(
                target.map(Endpoint::host),
                details.downstream().flatMap(leg -> leg.hop().serverName()),
                details.upstream().flatMap(leg -> leg.hop().serverName()),
                authority.map(HostName::ofAuthority))
            .flatMap(Optional::stream)
            .filter(host -> !host.isEmpty() && !HostName.isAddress(host))
            .findFirst();
    int port =
        target
            .or(() -> dialled)
            .map(Endpoint::port)
            .or(() -> authority.map(FlowView::port))
            .orElse(0);
    String host =
        name.map(HostName::canonical)
            .or(() -> target.or(() -> dialled).map(Endpoint::host))
            .or(() -> authority.map(HostName::ofAuthority))
            .orElse("");
    return new Endpoint(shown(host), port);
  }

  private static int port(String authority) {
    Matcher port = Pattern.compile(":([0-9]{1,5})$").matcher(authority);
    int number = port.find() ? Integer.parseInt(port.group(1)) : 0;
    return number > 65_535 ? 0 : number;
  }

  /** {@code curl} of {@code curl/8.5.0}. */
  private static Optional<String> program(ExchangeRecord record) {
    return record
        .exchange()
        .requestHeader("user-agent")
        .map(FlowView::product)
        .filter(name -> PRODUCT.matcher(name).matches());
  }

  private static String product(String agent) {
    if (agent.startsWith("Mozilla/")) {
      for (String browser : new String[] {"Firefox", "Edg", "Chrome", "Safari"}) {
        if (agent.contains(browser + "/")) {
          return browser.equals("Edg") ? "Edge" : browser;
        }
      }
    }
    int end = 0;
    while (end < agent.length() && "/ (;,".indexOf(agent.charAt(end)) < 0) {
      end++;
    }
    return agent.substring(0, end);
  }

  private static Optional<String> first(
      Optional<Hop> server,
      Optional<Hop> client,
      java.util.function.Function<Step.Tls, Optional<String>> fact) {
    return server.flatMap(Hop::tls).flatMap(fact).or(() -> client.flatMap(Hop::tls).flatMap(fact));
  }

  private static Optional<String> version(Step.Tls tls) {
    return tls.session()
        .flatMap(TlsSession::version)
        .or(() -> answered(tls).map(hello -> hello.version().name()));
  }

  private static Optional<String> alpn(Step.Tls tls) {
    return tls.session()
        .flatMap(TlsSession::alpn)
        .or(() -> answered(tls).flatMap(ServerHello::alpnProtocol));
  }

  private static Optional<ServerHello> answered(Step.Tls tls) {
    Handshake last = tls.last();
    return last.outcome() instanceof Outcome.Established
        ? last.serverHello().filter(hello -> !hello.isHelloRetryRequest())
        : Optional.empty();
  }

  private static String shown(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}

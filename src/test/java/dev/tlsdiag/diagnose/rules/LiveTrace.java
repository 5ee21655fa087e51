package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.Verification;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Traces of live runs for tests: what the ends of a connection know beyond its packets. */
final class LiveTrace {
  private final String name;
  private final List<List<Step>> hops = new ArrayList<>();
  private Optional<X509Certificate> anchor = Optional.empty();
  private Optional<String> error = Optional.empty();
  private String identity = "app.example";

  private LiveTrace(String name) {
    this.name = name;
  }

  static LiveTrace direct() {
    return new LiveTrace(HopTrace.DIRECT).hop();
  }

  static LiveTrace proxied() {
    return new LiveTrace(HopTrace.PROXIED).hop();
  }

  /** The steps that follow are on another hop. */
  LiveTrace hop() {
    hops.add(new ArrayList<>());
    return this;
  }

  LiveTrace resolve(String code, String problem) {
    return add(
        new Step.Resolve(
            "app.example",
            problem.isEmpty() ? List.of("192.0.2.3") : List.of(),
            code.isEmpty() ? Optional.empty() : Optional.of(code),
            "192.0.2.53",
            problem.isEmpty() ? Optional.empty() : Optional.of(problem),
            Optional.empty(),
            evidence()));
  }

  LiveTrace refused() {
    Optional<Outcome> outcome = Optional.of(new Outcome.Refused(Side.SERVER));
    return add(new Step.Connect(outcome, List.of(), Optional.empty(), evidence()));
  }

  LiveTrace tunnel(String protocol, int status, String problem, String answer) {
    Preamble preamble =
        new Preamble(protocol, Optional.of("app.example:443"), Bytes.EMPTY, latin1(answer));
    return add(
        new Step.Tunnel(
            preamble,
            status == 0 ? OptionalInt.empty() : OptionalInt.of(status),
            problem.isEmpty() ? Optional.empty() : Optional.of(problem),
            Optional.empty(),
            evidence()));
  }

  /** A CONNECT that is refused; what the client sent is told too. */
  LiveTrace refused(String target, int status, String problem, String client, String answer) {
    Preamble preamble =
        new Preamble("http-connect", Optional.of(target), latin1(client), latin1(answer));
    return add(
        new Step.Tunnel(
            preamble,
            status == 0 ? OptionalInt.empty() : OptionalInt.of(status),
            Optional.of(problem),
            Optional.empty(),
            evidence()));
  }

  LiveTrace tls(HandshakeSamples handshake) {
    Handshake h = handshake.build();
    return add(new Step.Tls(h, h, evidence()));
  }

  /** The handshakes that follow were checked for this name. */
  LiveTrace asking(String newIdentity) {
    identity = newIdentity;
    return this;
  }

  /** Of a handshake that the client's TLS library ended with these words. */
  LiveTrace failed(HandshakeSamples handshake, List<Bytes> chain, String words) {
    error = Optional.of(words);
    return tls(handshake, chain, "", true, Optional.empty());
  }

  /** With a check of the server's chain that found nothing. */
  LiveTrace verified(HandshakeSamples handshake, List<Bytes> chain) {
    return tls(handshake, chain, "", true, Optional.empty());
  }

  /** Likewise, by an authority of the trust store. */
  LiveTrace verifiedBy(X509Certificate anchor, HandshakeSamples handshake, List<Bytes> chain) {
    this.anchor = Optional.of(anchor);
    return verified(handshake, chain);
  }

  LiveTrace problem(
      HandshakeSamples handshake, List<Bytes> chain, ChainProblem.Kind kind, boolean enforced) {
    Optional<ChainProblem> problem = Optional.of(new ChainProblem(kind, 0, kind.label()));
    return tls(handshake, chain, "", enforced, problem);
  }

  LiveTrace agreed(HandshakeSamples handshake, String alpn) {
    return tls(handshake, List.of(), alpn, true, Optional.empty());
  }

  private LiveTrace tls(
      HandshakeSamples handshake,
      List<Bytes> chain,
      String alpn,
      boolean enforced,
      Optional<ChainProblem> problem) {
    Handshake built = handshake.build();
    Handshake known = built.known(chain, built.outcome());
    Verification verification =
        new Verification(Optional.of(identity), "URL", "system", enforced, problem, anchor);
    TlsSession session =
        new TlsSession(
            Side.CLIENT,
            Optional.of("TLS 1.3"),
            Optional.empty(),
            alpn.isEmpty() ? Optional.empty() : Optional.of(alpn),
            false,
            chain,
            chain.isEmpty() ? Optional.empty() : Optional.of(verification),
            error);
    return add(new Step.Tls(known, known, Optional.of(session), evidence()));
  }

  LiveTrace http(int status, String body, String... headers) {
    List<HttpExchange.Header> all = new ArrayList<>();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(new HttpExchange.Header(headers[i], headers[i + 1]));
    }
    return add(new Step.Http(exchange(status, body, all), Optional.empty(), evidence()));
  }

  /**
   * Of a request to a URL with another Host.
   *
   * @param problem why there is no response; empty where there is one
   */
  LiveTrace asked(
      String url, String host, String protocol, int status, String problem, String... headers) {
    HttpExchange usual = exchange(status, "", List.of());
    List<HttpExchange.Header> all = new ArrayList<>();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(new HttpExchange.Header(headers[i], headers[i + 1]));
    }
    return add(
        new Step.Http(
            new HttpExchange(
                usual.method(),
                url,
                host,
                protocol,
                status == 0 ? OptionalInt.empty() : OptionalInt.of(status),
                all,
                all,
                List.of(),
                usual.bodyStart(),
                0,
                0,
                problem.isEmpty() ? Optional.empty() : Optional.of(problem),
                problem.isEmpty() ? Optional.empty() : Optional.of(Side.SERVER),
                Optional.empty()),
            Optional.empty(),
            evidence()));
  }

  /** A response that took so long. */
  LiveTrace httpAfter(long millis, int status, String body, String... headers) {
    http(status, body, headers);
    List<Step> steps = hops.get(hops.size() - 1);
    Step.Http last = (Step.Http) steps.remove(steps.size() - 1);
    return add(
        new Step.Http(last.exchange(), Optional.of(Duration.ofMillis(millis)), last.evidence()));
  }

  static HttpExchange exchange(int status, String body, List<HttpExchange.Header> headers) {
    return new HttpExchange(
        "GET",
        "https://app.example/",
        "app.example",
        "http/1.1",
        OptionalInt.of(status),
        List.of(),
        headers,
        List.of(),
        latin1(body),
        0,
        body.length(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  HopTrace build() {
    List<Hop> built = new ArrayList<>();
    for (int i = 0; i < hops.size(); i++) {
      boolean last = i == hops.size() - 1;
      Party from =
          new Party(
              i == 0 ? Party.Role.CLIENT : Party.Role.PROXY,
              Optional.of(new Endpoint("192.0.2.1", 40000)));
      Party to =
          new Party(
              last ? Party.Role.SERVER : Party.Role.PROXY,
              Optional.of(new Endpoint(last ? "192.0.2.3" : "192.0.2.2", last ? 443 : 8443)));
      built.add(new Hop(from, to, hops.get(i)));
    }
    return new HopTrace(name, built, List.of());
  }

  private LiveTrace add(Step step) {
    hops.get(hops.size() - 1).add(step);
    return this;
  }

  private List<Evidence> evidence() {
    return List.of(new Evidence.Exchange(name + "." + hops.size()));
  }

  private static Bytes latin1(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}

package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.IcmpError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One thing that had to work on a hop. */
public sealed interface Step {

  /** Which of the steps of a hop this is, in the order they happen. */
  enum Kind {
    RESOLVE("resolve"),
    CONNECT("connect"),
    TUNNEL("tunnel"),
    TLS("tls"),
    POLICY("policy"),
    HTTP("http");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  Kind kind();

  /** Whether it is known to have failed; what cannot be told is not a failure. */
  boolean failed();

  /** From the first packet of the step to its answer, where both were seen. */
  Optional<Duration> duration();

  List<Evidence> evidence();

  /**
   * From a name to addresses.
   *
   * @param name as it was asked for
   * @param addresses IP literals, in the order of the answer
   * @param responseCode of DNS as registered by IANA: {@code NOERROR}, {@code NXDOMAIN}, {@code
   *     REFUSED} …; empty where no DNS server was asked
   * @param source who answered: {@code --resolve}, {@code hosts file}, {@code system}, or the
   *     address of a DNS server
   * @param problem why there is no address
   * @param exchanges what DNS servers were asked for it, and said; empty where that is not known
   */
  record Resolve(
      String name,
      List<String> addresses,
      Optional<String> responseCode,
      String source,
      Optional<String> problem,
      Optional<Duration> duration,
      List<Evidence> evidence,
      List<DnsExchange> exchanges)
      implements Step {
    public Resolve {
      requireNonNull(name, "name is null");
      addresses = List.copyOf(addresses);
      requireNonNull(responseCode, "responseCode is null");
      requireNonNull(source, "source is null");
      requireNonNull(problem, "problem is null");
      requireNonNull(duration, "duration is null");
      evidence = List.copyOf(evidence);
      exchanges = List.copyOf(exchanges);
    }

    /** Of which the answers of DNS servers are not known. */
    public Resolve(
        String name,
        List<String> addresses,
        Optional<String> responseCode,
        String source,
        Optional<String> problem,
        Optional<Duration> duration,
        List<Evidence> evidence) {
      this(name, addresses, responseCode, source, problem, duration, evidence, List.of());
    }

    @Override
    public Kind kind() {
      return Kind.RESOLVE;
    }

    @Override
    public boolean failed() {
      return problem.isPresent();
    }
  }

  /**
   * The TCP connection.
   *
   * @param outcome how it failed; empty where it came to be
   * @param icmpErrors what routers said about it
   */
  record Connect(
      Optional<Outcome> outcome,
      List<IcmpError> icmpErrors,
      Optional<Duration> duration,
      List<Evidence> evidence)
      implements Step {
    public Connect {
      requireNonNull(outcome, "outcome is null");
      icmpErrors = List.copyOf(icmpErrors);
      requireNonNull(duration, "duration is null");
      evidence = List.copyOf(evidence);
    }

    @Override
    public Kind kind() {
      return Kind.CONNECT;
    }

    @Override
    public boolean failed() {
      return outcome.isPresent();
    }
  }

  /**
   * What was said before the ClientHello: CONNECT, SOCKS, a PROXY header, a STARTTLS dialogue.
   *
   * @param status of the answer to CONNECT (RFC 9110 section 9.3.6), or the reply code of SOCKS
   * @param problem why there is no tunnel: {@code 403 Forbidden}, {@code closed without an answer}
   */
  record Tunnel(
      Preamble preamble,
      OptionalInt status,
      Optional<String> problem,
      Optional<Duration> duration,
      List<Evidence> evidence)
      implements Step {
    public Tunnel {
      requireNonNull(preamble, "preamble is null");
      requireNonNull(status, "status is null");
      requireNonNull(problem, "problem is null");
      requireNonNull(duration, "duration is null");
      evidence = List.copyOf(evidence);
    }

    /** A tunnel in which a ClientHello followed, as captures show it. */
    public Tunnel(Preamble preamble, List<Evidence> evidence) {
      this(preamble, OptionalInt.empty(), Optional.empty(), Optional.empty(), evidence);
    }

    @Override
    public Kind kind() {
      return Kind.TUNNEL;
    }

    @Override
    public boolean failed() {
      return problem.isPresent();
    }
  }

  /**
   * The handshake. The first ClientHello says what the sender offers; the last one (after a
   * HelloRetryRequest, say) has the outcome.
   *
   * @param session what an end of the connection knows beyond the packets; empty of captures
   */
  record Tls(Handshake first, Handshake last, Optional<TlsSession> session, List<Evidence> evidence)
      implements Step {
    public Tls {
      requireNonNull(first, "first is null");
      requireNonNull(last, "last is null");
      requireNonNull(session, "session is null");
      evidence = List.copyOf(evidence);
    }

    /** As a capture shows it. */
    public Tls(Handshake first, Handshake last, List<Evidence> evidence) {
      this(first, last, Optional.empty(), evidence);
    }

    public Outcome outcome() {
      return last.outcome();
    }

    @Override
    public Kind kind() {
      return Kind.TLS;
    }

    @Override
    public boolean failed() {
      return outcome().failed();
    }

    @Override
    public Optional<Duration> duration() {
      return last.answer().kind() == Answer.Kind.NOTHING
          ? Optional.empty()
          : Optional.of(Duration.ofNanos(last.answer().nanos()));
    }
  }

  /**
   * A request and its response.
   *
   * @param duration from the first byte of the request to the last of the response
   */
  record Http(HttpExchange exchange, Optional<Duration> duration, List<Evidence> evidence)
      implements Step {
    public Http {
      requireNonNull(exchange, "exchange is null");
      requireNonNull(duration, "duration is null");
      evidence = List.copyOf(evidence);
    }

    @Override
    public Kind kind() {
      return Kind.HTTP;
    }

    /**
     * Whether there is no whole response, or one whose status says that a proxy or server failed.
     */
    @Override
    public boolean failed() {
      return exchange.problem().isPresent()
          || exchange.status().isPresent() && exchange.status().getAsInt() >= 500;
    }
  }

  /**
   * What a log, a flow record or a policy tells of a step, where none of its bytes are at hand.
   *
   * @param what in half a sentence, without a period; may quote the peer
   * @param duration as told
   * @param evidence at least one: who tells it
   */
  record Told(
      Kind kind, boolean failed, String what, Optional<Duration> duration, List<Evidence> evidence)
      implements Step {
    public Told {
      requireNonNull(kind, "kind is null");
      requireNonNull(what, "what is null");
      requireNonNull(duration, "duration is null");
      evidence = List.copyOf(evidence);
      if (evidence.isEmpty()) {
        throw new IllegalArgumentException("nobody tells of it");
      }
    }
  }
}

package dev.tlsdiag.recall;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.Verification;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the steps of a hop as {@code StepJson} writes them. */
final class StepReader {
  private final Optional<Bytes> hello;
  private final String words;
  private boolean older;

  /**
   * @param hello the message of the hop's first ClientHello
   * @param words how the hop ended, for a step that has nothing more
   */
  StepReader(Optional<Bytes> hello, String words) {
    this.hello = hello;
    this.words = words;
  }

  /** Whether there was a step without what it was made from. */
  boolean older() {
    return older;
  }

  Step read(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    Step.Kind kind = fields.one("kind", Step.Kind.values(), Step.Kind::label);
    List<Evidence> evidence = EvidenceReader.evidence(fields);
    Optional<Duration> duration = fields.durationIfAny("durationMs");
    if (duration.filter(Duration::isNegative).isPresent() && kind != Step.Kind.TLS) {
      throw fields.problem("took less than no time");
    }
    boolean failed = fields.flag("failed");
    if (!fields.has("told") && kind != Step.Kind.POLICY && fields.has(kind.label())) {
      Fields own = fields.object(kind.label());
      return switch (kind) {
        case RESOLVE -> resolve(own, duration, evidence);
        case CONNECT -> connect(own, duration, evidence);
        case TUNNEL -> tunnel(own, duration, evidence);
        case TLS -> tls(own, evidence);
        case HTTP -> new Step.Http(http(own), duration, evidence);
        case POLICY -> throw own.problem("is only ever told");
      };
    }
    older |= !fields.has("told");
    String told = fields.has("told") ? fields.text("told") : words;
    return fields.made(() -> new Step.Told(kind, failed, told, duration, evidence));
  }

  private static Step resolve(Fields fields, Optional<Duration> duration, List<Evidence> evidence)
      throws NoResultException {
    return new Step.Resolve(
        fields.text("name"),
        fields.wordLists("addresses"),
        fields.wordsIfAny("responseCode"),
        fields.words("source"),
        fields.textIfAny("problem"),
        duration,
        evidence,
        fields.list("exchanges", StepReader::exchange));
  }

  private static DnsExchange exchange(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    List<Evidence> evidence = EvidenceReader.evidence(fields);
    return new DnsExchange(
        fields.text("name"),
        fields.words("type"),
        endpoint(fields, "client"),
        endpoint(fields, "server"),
        fields.flag("tcp"),
        fields.wordsIfAny("responseCode"),
        fields.flag("truncated"),
        fields.flag("authority"),
        fields.wordLists("addresses"),
        fields.time("time"),
        fields.durationIfAny("tookMs"),
        fields.made(() -> evidence.get(0)));
  }

  /** {@code 192.0.2.1:443} or {@code [2001:db8::1]:443}. */
  static Endpoint endpoint(Fields fields, String key) throws NoResultException {
    String text = fields.words(key);
    int colon = text.lastIndexOf(':');
    boolean brackets = text.startsWith("[") && colon > 1 && text.charAt(colon - 1) == ']';
    String host =
        colon < 0 ? "" : brackets ? text.substring(1, colon - 1) : text.substring(0, colon);
    String port = text.substring(colon + 1);
    if (host.isEmpty() || !port.matches("[0-9]{1,5}")) {
      throw fields.problem("has a '%s' that is no address and port".formatted(key));
    }
    return fields.made(() -> new Endpoint(host, Integer.parseInt(port)));
  }

  private static Step connect(Fields fields, Optional<Duration> duration, List<Evidence> evidence)
      throws NoResultException {
    Optional<Fields> outcome = fields.objectIfAny("outcome");
    Optional<Outcome> ended =
        outcome.isEmpty() ? Optional.empty() : Optional.of(OutcomeReader.outcome(outcome.get()));
    return new Step.Connect(ended, HandshakeReader.icmp(fields), duration, evidence);
  }

  private static Step tunnel(Fields fields, Optional<Duration> duration, List<Evidence> evidence)
      throws NoResultException {
    return new Step.Tunnel(
        HandshakeReader.preamble(fields),
        fields.numberIfAny("status", 0),
        fields.textIfAny("problem"),
        duration,
        evidence);
  }

  private Step tls(Fields fields, List<Evidence> evidence) throws NoResultException {
    Handshake first = HandshakeReader.read(fields.value("first"), hello);
    Handshake last =
        fields.has("last") ? HandshakeReader.read(fields.value("last"), Optional.empty()) : first;
    Optional<Fields> session = fields.objectIfAny("session");
    return new Step.Tls(
        first,
        last,
        session.isEmpty() ? Optional.empty() : Optional.of(session(session.get())),
        evidence);
  }

  private static TlsSession session(Fields fields) throws NoResultException {
    Optional<Fields> verification = fields.objectIfAny("verification");
    return new TlsSession(
        fields.one("end", Side.values(), Side::label),
        fields.wordsIfAny("version"),
        fields.wordsIfAny("cipherSuite"),
        fields.textIfAny("alpn"),
        fields.flag("resumed"),
        fields.list("certificates", Fields::base64),
        verification.isEmpty() ? Optional.empty() : Optional.of(verification(verification.get())),
        fields.textIfAny("error"));
  }

  private static Verification verification(Fields fields) throws NoResultException {
    Optional<Fields> problem = fields.objectIfAny("problem");
    return new Verification(
        fields.textIfAny("identity"),
        fields.text("identitySource"),
        fields.text("trustStore"),
        fields.flag("enforced"),
        problem.isEmpty() ? Optional.empty() : Optional.of(problem(problem.get())),
        fields.has("anchor") ? Optional.of(certificate(fields.value("anchor"))) : Optional.empty());
  }

  private static ChainProblem problem(Fields fields) throws NoResultException {
    return new ChainProblem(
        fields.one("kind", ChainProblem.Kind.values(), ChainProblem.Kind::label),
        fields.number("depth", 0),
        fields.text("message"));
  }

  private static X509Certificate certificate(Value value) throws NoResultException {
    byte[] der = Fields.base64(value).toArray();
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw value.problem("is no certificate");
    }
  }

  private static HttpExchange http(Fields fields) throws NoResultException {
    OptionalInt status = fields.numberIfAny("status", 0);
    return new HttpExchange(
        fields.text("method"),
        fields.text("target"),
        fields.text("authority"),
        fields.text("protocol"),
        status,
        fields.list("requestHeaders", StepReader::header),
        fields.list("responseHeaders", StepReader::header),
        fields.list("trailers", StepReader::header),
        Bytes.EMPTY,
        fields.number("requestBytes", 0, Long.MAX_VALUE),
        fields.number("responseBytes", 0, Long.MAX_VALUE),
        fields.textIfAny("problem"),
        fields.oneIfAny("endedBy", Side.values(), Side::label),
        fields.durationIfAny("firstByteMs"));
  }

  /**
   * A secret that was taken out stands for itself by its number: two different ones stay different,
   * and redaction makes the same text of it again.
   */
  private static HttpExchange.Header header(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    String name = fields.text("name");
    String shown = fields.text("value");
    if (!fields.has("secret")) {
      return new HttpExchange.Header(name, shown);
    }
    String numbered = "[redacted-" + fields.number("secret", 1) + "]";
    String standing = shown.replace(Redaction.MARK, numbered);
    if (standing.equals(shown) || !Redaction.ON.value(name, standing).equals(shown)) {
      throw fields.problem("is numbered as a secret, and is none");
    }
    return new HttpExchange.Header(name, standing);
  }

  static List<Step> steps(Fields hop, StepReader reader) throws NoResultException {
    List<Step> steps = new ArrayList<>();
    for (Value each : hop.list("steps", value -> value)) {
      steps.add(reader.read(each));
    }
    return steps;
  }
}

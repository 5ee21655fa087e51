package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.ClearSecrets;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.Verification;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What is known of a step, as the member of its kind in the step's object: all of it, so that the
 * step can be made again; secrets are redacted, and of a response's body there is its length alone.
 */
final class StepJson {
  private final JsonText json;
  private final EvidenceJson evidence;
  private final HandshakeJson handshakes;

  StepJson(TextBuffer out, JsonText json) {
    this.json = requireNonNull(json, "json is null");
    this.evidence = new EvidenceJson(json);
    this.handshakes = new HandshakeJson(out, json, new AddressNames(), HandshakeJson.Detail.BYTES);
  }

  /** The member {@code told}, or the one that is named like the step's kind. */
  void write(Step step, SecretNumbers secrets) {
    if (step instanceof Step.Told told) {
      json.key("told").string(told.what());
    } else if (step instanceof Step.Resolve resolve) {
      resolve(resolve);
    } else if (step instanceof Step.Connect connect) {
      json.key("connect").open('{');
      connect.outcome().ifPresent(outcome -> OutcomeJson.write(outcome, json));
      HandshakeJson.icmp(connect.icmpErrors(), json);
      json.close('}');
    } else if (step instanceof Step.Tunnel tunnel) {
      tunnel(tunnel);
    } else if (step instanceof Step.Tls tls) {
      tls(tls);
    } else if (step instanceof Step.Http http) {
      http(http.exchange(), secrets);
    }
  }

  private void resolve(Step.Resolve resolve) {
    json.key("resolve").open('{').key("name").string(resolve.name());
    strings("addresses", resolve.addresses());
    resolve.responseCode().ifPresent(code -> json.key("responseCode").string(code));
    json.key("source").string(resolve.source());
    resolve.problem().ifPresent(problem -> json.key("problem").string(problem));
    json.key("exchanges").open('[');
    for (DnsExchange exchange : resolve.exchanges()) {
      json.open('{').key("name").string(exchange.name()).key("type").string(exchange.type());
      json.key("client").string(exchange.client().toString());
      json.key("server").string(exchange.server().toString());
      json.key("tcp").bool(exchange.tcp());
      exchange.responseCode().ifPresent(code -> json.key("responseCode").string(code));
      json.key("truncated").bool(exchange.truncated());
      json.key("authority").bool(exchange.authority());
      strings("addresses", exchange.addresses());
      json.key("time").string(exchange.time().toString());
      exchange.took().ifPresent(took -> json.key("tookMs").millis(took.toNanos()));
      evidence.write(List.of(exchange.evidence()));
      json.close('}');
    }
    json.close(']').close('}');
  }

  private void tunnel(Step.Tunnel tunnel) {
    Preamble preamble = tunnel.preamble();
    json.key("tunnel").open('{').key("protocol").string(preamble.protocol());
    preamble.target().ifPresent(target -> json.key("target").string(target));
    json.key("client").string(withoutSecrets(preamble.client()));
    json.key("server").string(withoutSecrets(preamble.server()));
    if (tunnel.status().isPresent()) {
      json.key("status").number(tunnel.status().getAsInt());
    }
    tunnel.problem().ifPresent(problem -> json.key("problem").string(problem));
    json.close('}');
  }

  private static String withoutSecrets(Bytes bytes) {
    byte[] masked = bytes.toArray();
    new ClearSecrets(Redaction.ON).mask(masked);
    return Bytes.wrap(masked).latin1();
  }

  private void tls(Step.Tls tls) {
    json.key("tls").open('{').key("first");
    handshakes.write(tls.first(), HandshakeJson.Detail.BYTES_BUT_HELLO); // the hop has the hello
    if (!tls.last().equals(tls.first())) {
      json.key("last");
      handshakes.write(tls.last());
    }
    tls.session().ifPresent(this::session);
    json.close('}');
  }

  private void session(TlsSession session) {
    json.key("session").open('{').key("end").token(session.end().label());
    session.version().ifPresent(version -> json.key("version").string(version));
    session.cipherSuite().ifPresent(suite -> json.key("cipherSuite").string(suite));
    session.alpn().ifPresent(protocol -> json.key("alpn").string(protocol));
    json.key("resumed").bool(session.resumed());
    json.key("certificates").open('[');
    session.peerCertificates().forEach(each -> json.token(HandshakeJson.base64(each)));
    json.close(']');
    session.verification().ifPresent(this::verification);
    session.error().ifPresent(error -> json.key("error").string(error));
    json.close('}');
  }

  private void verification(Verification verification) {
    json.key("verification").open('{');
    verification.identity().ifPresent(name -> json.key("identity").string(name));
    json.key("identitySource").string(verification.identitySource());
    json.key("trustStore").string(verification.trustStore());
    json.key("enforced").bool(verification.enforced());
    if (verification.problem().isPresent()) {
      ChainProblem problem = verification.problem().get();
      json.key("problem").open('{').key("kind").token(problem.kind().label());
      json.key("depth").number(problem.depth());
      json.key("message").string(problem.message()).close('}');
    }
    verification.anchor().ifPresent(anchor -> json.key("anchor").token(der(anchor)));
    json.close('}');
  }

  private static String der(X509Certificate certificate) {
    try {
      return HandshakeJson.base64(Bytes.wrap(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read has its bytes", e);
    }
  }

  private void http(HttpExchange exchange, SecretNumbers secrets) {
    json.key("http").open('{').key("method").string(exchange.method());
    json.key("target").string(Redaction.ON.url(exchange.target()));
    json.key("authority").string(exchange.authority());
    json.key("protocol").string(exchange.protocol());
    if (exchange.status().isPresent()) {
      json.key("status").number(exchange.status().getAsInt());
    }
    headers("requestHeaders", exchange.requestHeaders(), secrets);
    headers("responseHeaders", exchange.responseHeaders(), secrets);
    headers("trailers", exchange.trailers(), secrets);
    json.key("requestBytes").number(exchange.requestBytes());
    json.key("responseBytes").number(exchange.responseBytes());
    exchange.problem().ifPresent(problem -> json.key("problem").string(problem));
    exchange.endedBy().ifPresent(side -> json.key("endedBy").token(side.label()));
    exchange.firstByte().ifPresent(after -> json.key("firstByteMs").millis(after.toNanos()));
    json.close('}');
  }

  private void headers(String key, List<HttpExchange.Header> headers, SecretNumbers secrets) {
    json.key(key).open('[');
    for (HttpExchange.Header header : headers) {
      String shown = Redaction.ON.value(header.name(), header.value());
      json.open('{').key("name").string(header.name()).key("value").string(shown);
      if (!shown.equals(header.value())) {
        json.key("secret").number(secrets.of(header.name(), header.value()));
      }
      json.close('}');
    }
    json.close(']');
  }

  private void strings(String key, List<String> values) {
    json.key(key).open('[');
    values.forEach(json::string);
    json.close(']');
  }
}

package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.report.HelloJson;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.OutcomeJson;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The steps of a connection as JSON objects. */
public final class StepJson {
  private final JsonText json;
  private final HelloJson hellos;
  private final CertificateJson certificates;
  private final Redaction redaction;

  public StepJson(JsonText json, Redaction redaction) {
    this.json = requireNonNull(json, "json is null");
    this.redaction = requireNonNull(redaction, "redaction is null");
    hellos = new HelloJson(json);
    certificates = new CertificateJson(json);
  }

  public void write(Step step) {
    json.open('{').key("step").token(step.kind().label());
    json.key("result").token(step.failed() ? "failed" : "ok");
    duration("durationMs", step.duration());
    if (step instanceof Step.Resolve resolve) {
      resolve(resolve);
    } else if (step instanceof Step.Connect connect) {
      connect.outcome().ifPresent(outcome -> OutcomeJson.write(outcome, json));
    } else if (step instanceof Step.Tunnel tunnel) {
      tunnel(tunnel);
    } else if (step instanceof Step.Tls tls) {
      tls(tls);
    }
    json.close('}');
  }

  private void resolve(Step.Resolve resolve) {
    json.key("name").string(resolve.name()).key("addresses").open('[');
    resolve.addresses().forEach(json::string);
    json.close(']').key("source").string(resolve.source());
    optional("responseCode", resolve.responseCode());
    optional("problem", resolve.problem());
  }

  private void tunnel(Step.Tunnel tunnel) {
    json.key("protocol").string(tunnel.preamble().protocol());
    optional("target", tunnel.preamble().target());
    if (tunnel.status().isPresent()) {
      json.key("status").number(tunnel.status().getAsInt());
    }
    optional("problem", tunnel.problem());
  }

  private void tls(Step.Tls tls) {
    Handshake first = tls.first();
    Handshake last = tls.last();
    first.sent().ifPresent(sent -> hello("clientHello", sent, first));
    if (!last.equals(first)) {
      last.sent().ifPresent(sent -> hello("secondClientHello", sent, last));
    }
    optional("helloProblem", first.helloProblem());
    hellos.serverHello(last);
    OutcomeJson.write(last.outcome(), json);
    json.key("history").string(last.history());
    if (tls.session().isPresent()) {
      session(tls.session().get(), last);
    } else {
      certificates.write("certificates", last.certificates());
    }
  }

  private void hello(String key, SentHello sent, Handshake handshake) {
    json.key(key).open('{');
    hellos.clientHello(sent, handshake.transport());
    json.key("hex").hex(sent.message()).close('}');
  }

  private void session(TlsSession session, Handshake handshake) {
    optional("version", session.version());
    optional("cipherSuite", session.cipherSuite());
    optional("alpn", session.alpn());
    json.key("resumed").bool(session.resumed()).key("seenBy").token(session.end().label());
    List<Bytes> seen = session.peerCertificates();
    certificates.write("certificates", seen.isEmpty() ? handshake.certificates() : seen);
    session.verification().ifPresent(this::verification);
    optional("error", session.error());
  }

  private void verification(Verification verification) {
    json.key("verification").open('{');
    optional("identity", verification.identity());
    json.key("identitySource").string(verification.identitySource());
    json.key("trustStore").string(verification.trustStore());
    json.key("enforced").bool(verification.enforced());
    if (verification.problem().isPresent()) {
      var problem = verification.problem().get();
      json.key("problem").open('{').key("kind").token(problem.kind().label());
      json.key("depth").number(problem.depth()).key("message").string(problem.message());
      json.close('}');
    }
    json.close('}');
  }

  private void duration(String key, Optional<Duration> duration) {
    if (duration.isPresent()) {
      json.key(key).millis(duration.get().toNanos());
    }
  }

  private void optional(String key, Optional<String> value) {
    if (value.isPresent()) {
      json.key(key).string(redaction.url(value.get()));
    }
  }
}

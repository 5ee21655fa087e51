package dev.tlsdiag.replay;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.wire.Bytes;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSession;

/**
 * What a handshake came to: the tape tells what was in the clear, the TLS library the rest. From
 * TLS 1.3 on the client is done before the server has made up its mind, so that what follows the
 * handshake counts.
 */
final class TlsVerdict {
  private static final Pattern RECEIVED =
      Pattern.compile("Received fatal alert: (?:([a-z0-9_]+)|UNKNOWN ALERT \\((\\d+)\\))");

  private final TlsLayer layer;
  private final LegTape tape;
  private final String id;
  private final Endpoint client;
  private final Endpoint server;
  private SSLSession session;

  TlsVerdict(TlsLayer layer, LegTape tape, String id, Endpoint client, Endpoint server) {
    this.layer = layer;
    this.tape = tape;
    this.id = id;
    this.client = client;
    this.server = server;
  }

  /** The handshake is done as far as this end can tell. */
  void established(SSLSession established) {
    session = established;
  }

  /** The alert that the peer sent, as the TLS library tells it. */
  static Optional<AlertDescription> received(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      Matcher alert = RECEIVED.matcher(String.valueOf(e.getMessage()));
      if (alert.find()) {
        return Optional.of(
            alert.group(1) == null
                ? AlertDescription.of(Integer.parseInt(alert.group(2)))
                : named(alert.group(1)));
      }
    }
    return Optional.empty();
  }

  private static AlertDescription named(String name) {
    for (int code = 0; code < 256; code++) {
      if (AlertDescription.of(code).name().equals(name)) {
        return AlertDescription.of(code);
      }
    }
    return name.equals("bad_certificate_status")
        ? AlertDescription.BAD_CERTIFICATE_STATUS_RESPONSE
        : AlertDescription.HANDSHAKE_FAILURE;
  }

  /** Of a handshake that did not come to its end here. */
  Step.Tls failed(IOException error) {
    Optional<Connection> taped = tape.finish();
    Outcome outcome = failure(error, taped);
    return step(taped, outcome, Optional.of(error));
  }

  private Outcome failure(IOException error, Optional<Connection> taped) {
    Optional<AlertDescription> alert = received(error);
    if (alert.isPresent()) {
      return new Outcome.Alerted(Side.SERVER, 2, alert.get());
    }
    if (String.valueOf(error.getMessage()).contains("unrecognized SSL message")
        && !tape.answer().isEmpty()) {
      return new Outcome.Plaintext(tape.answer());
    }
    Optional<Outcome> seen = taped.map(Connection::outcome);
    if (seen.isPresent() && seen.get() instanceof Outcome.Alerted) {
      return seen.get();
    }
    if (isOfCertificate(error)) {
      return new Outcome.Alerted(Side.CLIENT, 2, AlertDescription.CERTIFICATE_UNKNOWN);
    }
    boolean told =
        seen.isPresent() && seen.get().failed() && !(seen.get() instanceof Outcome.GaveUp);
    if (told) {
      return seen.get();
    }
    Optional<LegTape.End> end = tape.end();
    if (end.isPresent() && taped.isPresent()) {
      return switch (end.get()) {
        case RESET -> new Outcome.Reset(Side.SERVER);
        case CLOSED -> new Outcome.Closed(Side.SERVER);
        // The server had begun to answer, so that its TCP had the hello.
        case TIMED_OUT -> new Outcome.GaveUp(since(taped.get()), true);
      };
    }
    return taped.isPresent()
        ? new Outcome.EncryptedAlert(Side.CLIENT)
        : new Outcome.GaveUp(Duration.ZERO, false);
  }

  private Duration since(Connection taped) {
    return Duration.between(taped.last().time(), Instant.now()).abs();
  }

  static boolean isOfCertificate(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Of a handshake that was done here, told when the connection is over.
   *
   * @param applicationBytes received inside TLS
   * @param late what ended the exchange, if something did
   */
  Step.Tls done(long applicationBytes, Optional<IOException> late) {
    Optional<Connection> taped = tape.finish();
    boolean resumed = taped.map(Connection::outcome).map(Outcome::resumed).orElse(false);
    boolean alerted = taped.map(c -> isQuitWithAlert(c.outcome())).orElse(false);
    Optional<AlertDescription> alert = late.flatMap(TlsVerdict::received);
    Outcome outcome;
    if (applicationBytes > 0) {
      outcome = new Outcome.Established(resumed, true);
    } else if (alert.isPresent()) {
      outcome = new Outcome.Alerted(Side.SERVER, 2, alert.get());
    } else if (late.isPresent()
        && tape.end().isPresent()
        && tape.end().get() != LegTape.End.TIMED_OUT) {
      outcome = new Outcome.Quit(Side.SERVER, resumed, alerted);
    } else {
      outcome = new Outcome.Established(resumed, false);
    }
    return step(taped, outcome, late.filter(e -> alert.isPresent()));
  }

  private static boolean isQuitWithAlert(Outcome outcome) {
    return outcome instanceof Outcome.Quit quit && quit.by() == Side.SERVER && quit.alert();
  }

  private Step.Tls step(Optional<Connection> taped, Outcome outcome, Optional<IOException> error) {
    List<Bytes> chain = presented();
    Handshake first = taped.map(Connection::first).orElseGet(() -> withoutHello(error, outcome));
    Handshake last = taped.map(Connection::last).orElse(first).known(chain, outcome);
    boolean single = taped.map(c -> c.handshakes().size() == 1).orElse(true);
    Optional<ServerHello> hello =
        last.serverHello().filter(serverHello -> !serverHello.isHelloRetryRequest());
    TlsSession told = session(chain, hello, outcome.resumed(), error);
    return new Step.Tls(
        single ? last : first, last, Optional.of(told), List.of(new Evidence.Exchange(id)));
  }

  private List<Bytes> presented() {
    List<Bytes> chain = new ArrayList<>();
    for (X509Certificate certificate : layer.trust().presented()) {
      try {
        chain.add(Bytes.wrap(certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("a certificate that was decoded has no encoding", e);
      }
    }
    return chain;
  }

  private TlsSession session(
      List<Bytes> chain,
      Optional<ServerHello> hello,
      boolean resumed,
      Optional<IOException> error) {
    Optional<String> suite =
        Optional.ofNullable(session)
            .map(SSLSession::getCipherSuite)
            .or(() -> hello.map(h -> h.cipherSuite().name()));
    Optional<String> version =
        Optional.ofNullable(session)
            .flatMap(s -> versionName(s.getProtocol()))
            .or(() -> hello.map(h -> h.version().name()));
    Optional<String> alpn =
        Optional.ofNullable(layer.socket().getApplicationProtocol()).filter(p -> !p.isEmpty());
    return new TlsSession(
        Side.CLIENT,
        version,
        suite,
        alpn,
        resumed,
        chain,
        layer.trust().verification(),
        error.map(e -> String.valueOf(e.getMessage())));
  }

  static Optional<String> versionName(String jdkName) {
    return switch (jdkName.toUpperCase(Locale.ROOT)) {
      case "TLSV1" -> Optional.of(ProtocolVersion.TLS_1_0.name());
      case "TLSV1.1" -> Optional.of(ProtocolVersion.TLS_1_1.name());
      case "TLSV1.2" -> Optional.of(ProtocolVersion.TLS_1_2.name());
      case "TLSV1.3" -> Optional.of(ProtocolVersion.TLS_1_3.name());
      default -> Optional.empty();
    };
  }

  /** Nothing was sent: the TLS library could not do what it was asked for. */
  private Handshake withoutHello(Optional<IOException> error, Outcome outcome) {
    String problem = "not sent: " + error.map(Throwable::getMessage).orElse("no handshake");
    return Handshake.withoutHello(
        id, client, server, 1, Instant.now(), Optional.of(problem), outcome);
  }
}

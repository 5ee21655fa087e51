package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.HandshakeSigns;
import dev.tlsdiag.tls.ProtocolVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** What Netty and the TLS libraries say, as values. */
final class TlsErrors {
  private static final Pattern VERSION = Pattern.compile("TLSv1(?:\\.([0-3]))?");

  private static final int LONGEST = 200;

  private TlsErrors() {}

  /**
   * What is known of a handshake that failed.
   *
   * @param refused whether the peer's certificate was not accepted here
   */
  static HandshakeSigns signs(LegRecorder recorder, Throwable cause, boolean refused) {
    boolean timedOut = cause instanceof SslHandshakeTimeoutException;
    return new HandshakeSigns(
        recorder.self(),
        timedOut,
        refused,
        timedOut ? Optional.empty() : recorder.wire().endedBy(),
        recorder.wire().endedByReset(),
        recorder.wire().alertSeen(),
        timedOut ? "" : words(cause));
  }

  /** Libraries quote all that the peer sent; a record keeps a start of it. */
  static String cut(String words) {
    return words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "...";
  }

  /** The TLS library's own words; empty where the cause is no TLS error. */
  static String words(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      boolean closed = each instanceof ClosedChannelException;
      if (each instanceof SSLException && !closed && each.getMessage() != null) {
        boolean bare = each.getMessage().contains("closed already");
        return bare ? "" : cut(each.getMessage());
      }
    }
    return "";
  }

  /** The version agreed on, as {@link ProtocolVersion#name}. */
  static Optional<String> version(SSLSession session) {
    Matcher name = VERSION.matcher(session.getProtocol());
    return name.matches()
        ? Optional.of("TLS 1." + (name.group(1) == null ? "0" : name.group(1)))
        : Optional.empty();
  }

  static Optional<String> cipherSuite(SSLSession session) {
    return Optional.of(session.getCipherSuite()).filter(name -> !name.contains("NULL_WITH_NULL"));
  }

  /** The protocol agreed on by ALPN. */
  static Optional<String> alpn(SslHandler handler) {
    return Optional.ofNullable(handler.applicationProtocol()).filter(name -> !name.isEmpty());
  }
}

package dev.tlsdiag.lab;

import dev.tlsdiag.tls.AlertDescription;

/** The alerts that servers of the lab send before TLS (RFC 8446 section 6). */
final class Alerts {
  static final Reaction HANDSHAKE_FAILURE = alert(40);
  static final Reaction DECODE_ERROR = alert(50);
  static final Reaction PROTOCOL_VERSION = alert(70);
  static final Reaction INTERNAL_ERROR = alert(80);
  static final Reaction UNRECOGNIZED_NAME = alert(112);
  static final Reaction NO_APPLICATION_PROTOCOL = alert(120);

  private Alerts() {}

  private static Reaction alert(int code) {
    return new Reaction.SendAlert(AlertDescription.of(code));
  }
}

package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code heartbeat} (RFC 6520 section 2).
 *
 * @param mode 1 is peer_allowed_to_send, 2 peer_not_allowed_to_send
 */
public record HeartbeatExtension(int mode) implements ExtensionBody {
  static HeartbeatExtension parse(WireReader body) throws MalformedMessageException {
    return new HeartbeatExtension(body.u8("mode"));
  }

  @Override
  public String summary() {
    return name(mode);
  }

  static String name(int mode) {
    return switch (mode) {
      case 1 -> "peer_allowed_to_send";
      case 2 -> "peer_not_allowed_to_send";
      default -> "mode " + mode;
    };
  }
}

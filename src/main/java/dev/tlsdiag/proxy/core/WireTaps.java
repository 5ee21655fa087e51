package dev.tlsdiag.proxy.core;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.track.WireEvents;
import java.util.Optional;

/** Who wants the bytes of the proxy's connections, and their keys. */
public interface WireTaps {
  /** Nobody. */
  WireTaps NONE =
      new WireTaps() {
        @Override
        public Optional<WireEvents> leg(
            long id, LegRecord.LegSide side, Endpoint client, Endpoint server) {
          return Optional.empty();
        }

        @Override
        public boolean wantsKeys() {
          return false;
        }

        @Override
        public void keyLogLine(String line) {}
      };

  /**
   * A connection begins, before its first event.
   *
   * @param id as in {@link LegRecord#id}
   * @param client an IP literal with its port
   * @param server an IP literal with its port
   */
  Optional<WireEvents> leg(long id, LegRecord.LegSide side, Endpoint client, Endpoint server);

  /** Whether {@link #keyLogLine} is to be called. */
  boolean wantsKeys();

  /** A line of the format of NSS's key log (draft-ietf-tls-keylogfile), without a line end. */
  void keyLogLine(String line);

  /** To both, in this order. */
  static WireTaps of(WireTaps first, WireTaps second) {
    return new WireTaps() {
      @Override
      public Optional<WireEvents> leg(
          long id, LegRecord.LegSide side, Endpoint client, Endpoint server) {
        Optional<WireEvents> one = first.leg(id, side, client, server);
        Optional<WireEvents> other = second.leg(id, side, client, server);
        return one.isPresent() && other.isPresent()
            ? Optional.of(WireEvents.of(one.get(), other.get()))
            : one.or(() -> other);
      }

      @Override
      public boolean wantsKeys() {
        return first.wantsKeys() || second.wantsKeys();
      }

      @Override
      public void keyLogLine(String line) {
        if (first.wantsKeys()) {
          first.keyLogLine(line);
        }
        if (second.wantsKeys()) {
          second.keyLogLine(line);
        }
      }
    };
  }
}

package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.tcp.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Optional;

/** Opens the proxy's own connections: the only place where they are opened, and recorded. */
interface UpstreamConnector {
  /**
   * What a connection has to be for two requests to share it.
   *
   * @param target name or address and port, before {@code dial} and an upstream proxy
   * @param tls whether TLS is spoken to it
   * @param sni the name of the ClientHello; empty for none
   * @param identity the name the certificate is checked for; empty where none is
   * @param identitySource where that name came from, in words
   * @param alpn protocols to offer, comma-separated; empty for no ALPN
   * @param absoluteForm whether an upstream proxy gets requests in absolute form on it
   * @param mode the listener's, which says whether another proxy stands between
   * @param announced the client that a PROXY header tells of; empty where none is sent
   * @param authorities whom the server is verified with, as {@link ProxyScope#trust} knows them
   */
  record Route(
      Endpoint target,
      boolean tls,
      Optional<String> sni,
      Optional<String> identity,
      String identitySource,
      String alpn,
      boolean absoluteForm,
      ProxyMode mode,
      Optional<Endpoint> announced,
      String authorities) {
    /** Verified with the settings' authorities. */
    Route(
        Endpoint target,
        boolean tls,
        Optional<String> sni,
        Optional<String> identity,
        String identitySource,
        String alpn,
        boolean absoluteForm,
        ProxyMode mode,
        Optional<Endpoint> announced) {
      this(target, tls, sni, identity, identitySource, alpn, absoluteForm, mode, announced, "");
    }

    /** The same with another offer. */
    Route withAlpn(String offer) {
      return alpn.equals(offer)
          ? this
          : new Route(
              target,
              tls,
              sni,
              identity,
              identitySource,
              offer,
              absoluteForm,
              mode,
              announced,
              authorities);
    }
  }

  /**
   * A connection that stands, handshake done, with nothing but its TLS in the pipeline and reading
   * not begun. Its record is told when it closes.
   *
   * @param leg as in {@code LegRecord}
   * @param alpn the protocol agreed on; empty where none was
   */
  record Connected(Channel channel, long leg, Optional<String> alpn) {}

  /** The route of a request of this client. {@code host} is its Host header or :authority. */
  Route route(Downstream downstream, Endpoint target, boolean tls, Optional<String> host);

  /**
   * Connects, with the attempts and the patience of the profile.
   *
   * @param cause id of the client's connection
   * @return fails with {@link UpstreamException} only
   */
  Future<Connected> connect(Route route, long cause, EventLoop loop);
}

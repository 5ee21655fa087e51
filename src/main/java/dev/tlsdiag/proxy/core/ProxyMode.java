package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import java.util.Optional;

/** How a listener learns where its clients want to go, named as mitmproxy names it. */
public sealed interface ProxyMode {
  /** As on the command line, with its argument. */
  String text();

  /** An HTTP proxy: CONNECT and requests in absolute form (RFC 9112 section 3.2). */
  record Regular() implements ProxyMode {
    @Override
    public String text() {
      return "regular";
    }
  }

  /** SOCKS version 5 (RFC 1928). */
  record Socks5() implements ProxyMode {
    @Override
    public String text() {
      return "socks5";
    }
  }

  /**
   * Stands for one server.
   *
   * @param tls whether the server is spoken to over TLS
   * @param server its name or address
   */
  record Reverse(boolean tls, Endpoint server) implements ProxyMode {
    public Reverse {
      requireNonNull(server, "server is null");
    }

    @Override
    public String text() {
      return "reverse:" + (tls ? "https://" : "http://") + server;
    }
  }

  /** The destination that the packets had before the kernel redirected them (SO_ORIGINAL_DST). */
  record Transparent() implements ProxyMode {
    @Override
    public String text() {
      return "transparent";
    }
  }

  /**
   * Like {@link Regular}, through another proxy.
   *
   * @param tls whether that proxy is spoken to over TLS
   * @param authorization value of Proxy-Authorization; secret
   */
  record Upstream(boolean tls, Endpoint proxy, Optional<String> authorization)
      implements ProxyMode {
    public Upstream {
      requireNonNull(proxy, "proxy is null");
      requireNonNull(authorization, "authorization is null");
    }

    @Override
    public String text() {
      return "upstream:" + (tls ? "https://" : "http://") + proxy;
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /**
   * Intercepts nothing: relays the bytes to one server and reads the ClientHello that passes.
   *
   * @param server where to
   */
  record Tap(Endpoint server) implements ProxyMode {
    public Tap {
      requireNonNull(server, "server is null");
    }

    @Override
    public String text() {
      return "tap:" + server;
    }
  }
}

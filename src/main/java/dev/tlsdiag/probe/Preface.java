package dev.tlsdiag.probe;

import static java.util.Objects.requireNonNull;

/** What is said on a connection before the ClientHello. */
public sealed interface Preface {
  Preface NONE = new None();

  /** Nothing. */
  record None() implements Preface {}

  /**
   * A PROXY header (the HAProxy specification), with the addresses of the connection itself.
   *
   * @param version 1 or 2
   */
  record ProxyHeader(int version) implements Preface {
    public ProxyHeader {
      if (version != 1 && version != 2) {
        throw new IllegalArgumentException("there is no PROXY header of version " + version);
      }
    }
  }

  /**
   * A dialogue that ends in TLS.
   *
   * @param host as the dialogue names the server, where it does
   */
  record StartTls(StartTlsProtocol protocol, String host) implements Preface {
    public StartTls {
      requireNonNull(protocol, "protocol is null");
      requireNonNull(host, "host is null");
    }
  }

  /**
   * A request in the clear instead of a ClientHello: does the port speak HTTP?
   *
   * @param host for the Host field
   */
  record PlainHttp(String host) implements Preface {
    public PlainHttp {
      requireNonNull(host, "host is null");
    }
  }
}

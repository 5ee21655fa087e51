package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

/** Which name the proxy's ClientHello carries. */
public sealed interface SniPolicy {
  /** As on the command line. */
  String text();

  /**
   * The client's, whatever the mode and even where the target is an address; without one the host
   * that the client asks for where that is a name.
   */
  record Auto() implements SniPolicy {
    @Override
    public String text() {
      return "auto";
    }
  }

  /** The client's; without one none, and then no name is checked either. */
  record Client() implements SniPolicy {
    @Override
    public String text() {
      return "client";
    }
  }

  /**
   * The host part of {@code Host} or {@code :authority}, as Envoy's auto_sni; none for an address.
   */
  record Host() implements SniPolicy {
    @Override
    public String text() {
      return "host";
    }
  }

  /** No server_name extension at all. */
  record None() implements SniPolicy {
    @Override
    public String text() {
      return "none";
    }
  }

  /** Always this name. */
  record Fixed(String name) implements SniPolicy {
    public Fixed {
      requireNonNull(name, "name is null");
    }

    @Override
    public String text() {
      return name;
    }
  }
}

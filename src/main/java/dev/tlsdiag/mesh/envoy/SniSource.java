package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** What server_name a cluster sends to its servers, and where it takes it from. */
public sealed interface SniSource {
  /** In a few words: {@code api.example.com}, {@code Host}, {@code none}. */
  String label();

  /** The same name for every connection. */
  record Fixed(String name) implements SniSource {
    public Fixed {
      requireNonNull(name, "name is null");
    }

    @Override
    public String label() {
      return name;
    }
  }

  /**
   * The host of the request ({@code auto_sni}); nothing is sent where that is an address, and for
   * what is no HTTP {@link UpstreamTransport#sni} is left.
   *
   * @param header taken instead of the host where it is there and not empty
   */
  record FromHost(Optional<String> header) implements SniSource {
    public FromHost {
      requireNonNull(header, "header is null");
    }

    @Override
    public String label() {
      return header.map(name -> "Host or " + name).orElse("Host");
    }
  }

  /** The host name of the endpoint that was chosen ({@code auto_host_sni}). */
  record FromEndpoint() implements SniSource {
    @Override
    public String label() {
      return "endpoint";
    }
  }

  /**
   * What the client sent, passed on by Cilium's network filter; nothing where the client sent
   * nothing.
   *
   * @param certain false where the configuration does not show whether this build does it
   */
  record FromClient(boolean certain) implements SniSource {
    @Override
    public String label() {
      return certain ? "client's" : "none?";
    }
  }

  /** No server_name is sent at all. */
  record None() implements SniSource {
    @Override
    public String label() {
      return "none";
    }
  }
}

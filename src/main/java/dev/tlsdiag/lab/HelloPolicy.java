package dev.tlsdiag.lab;

import dev.tlsdiag.tls.ClientHello;

/** Decides on a ClientHello before any byte of TLS is answered. */
@FunctionalInterface
interface HelloPolicy {
  Reaction onHello(ClientHello hello);

  static HelloPolicy always(Reaction reaction) {
    return hello -> reaction;
  }

  /** One reaction to a ClientHello with a name, any name, and another to one without. */
  static HelloPolicy bySni(Reaction named, Reaction nameless) {
    return hello -> hello.serverName().isPresent() ? named : nameless;
  }
}

package dev.tlsdiag.lab;

import dev.tlsdiag.tls.ClientHello;
import java.util.List;

/** Decides on a ClientHello before any byte of TLS is answered. */
@FunctionalInterface
interface HelloPolicy {
  Reaction onHello(ClientHello hello);

  /** The same, for one that also minds how the hello came. */
  default Reaction onHello(ClientHello hello, Arrival arrival) {
    return onHello(hello);
  }

  /** Decides by what the hello says and by how it came. */
  @FunctionalInterface
  interface Minding {
    Reaction onHello(ClientHello hello, Arrival arrival);
  }

  /** A policy that minds records, segments and sizes too. */
  static HelloPolicy minding(Minding minding) {
    return new HelloPolicy() {
      @Override
      public Reaction onHello(ClientHello hello) {
        return minding.onHello(hello, new Arrival(List.of(), List.of(), 0));
      }

      @Override
      public Reaction onHello(ClientHello hello, Arrival arrival) {
        return minding.onHello(hello, arrival);
      }
    };
  }

  static HelloPolicy always(Reaction reaction) {
    return hello -> reaction;
  }

  /** One reaction to a ClientHello with a name, any name, and another to one without. */
  static HelloPolicy bySni(Reaction named, Reaction nameless) {
    return hello -> hello.serverName().isPresent() ? named : nameless;
  }
}

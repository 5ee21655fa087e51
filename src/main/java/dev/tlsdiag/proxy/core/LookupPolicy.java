package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;

/** What a policy says of a client's DNS queries. Safe for use by several threads. */
public interface LookupPolicy {
  /** A query has come. */
  Lookup onQuery(Query query);

  /**
   * A query.
   *
   * @param name as asked for, with its last dot
   * @param type as registered by IANA: {@code A}, {@code AAAA}
   */
  record Query(Endpoint client, Endpoint server, String name, String type, boolean overTcp) {
    public Query {
      requireNonNull(client, "client is null");
      requireNonNull(server, "server is null");
      requireNonNull(name, "name is null");
      requireNonNull(type, "type is null");
    }
  }

  /** What becomes of one query. */
  interface Lookup {
    /** What is done with it. */
    enum Fate {
      FORWARDED,
      /** Answered here, and not with an address. */
      REFUSED,
      /** Not answered. */
      DROPPED
    }

    Fate fate();

    /** The resolver's answer, or the refusal of this proxy, has gone to the client. */
    void onAnswer(LookupAnswer answer);
  }
}

package dev.tlsdiag.proxy.core;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.util.Map;

/** Decides for all connections of a proxy what becomes of them. Safe for use by several threads. */
public interface InterceptionPolicy {
  /**
   * A client has connected.
   *
   * @param id as in {@link LegRecord}
   * @param explicit whether the client itself says where it wants to go, so that its name is not
   *     looked up by the client
   */
  ConnectionPolicy connection(long id, Endpoint client, boolean explicit);

  /** What {@link Command.Terminate#certificateName} may be, beside host names. */
  Map<String, Credential> certificates();

  /** What {@link Command.Terminate#authorities} may be. */
  Map<String, TrustAnchors> authorities();
}

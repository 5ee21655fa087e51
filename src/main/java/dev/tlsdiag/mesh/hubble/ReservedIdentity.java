package dev.tlsdiag.mesh.hubble;

import java.util.OptionalLong;

/** The identities that Cilium gives names to. */
public final class ReservedIdentity {
  private static final String[] NAMES = {
    "unknown",
    "host",
    "world",
    "unmanaged",
    "health",
    "init",
    "remote-node",
    "kube-apiserver",
    "ingress",
    "world-ipv4",
    "world-ipv6",
    "encrypted-overlay"
  };

  private ReservedIdentity() {}

  /** {@code world}; empty text of an identity without a name. */
  public static String name(long identity) {
    return identity >= 0 && identity < NAMES.length ? NAMES[(int) identity] : "";
  }

  public static OptionalLong named(String name) {
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(name)) {
        return OptionalLong.of(i);
      }
    }
    return OptionalLong.empty();
  }

  /** As in compact lines, without brackets: {@code world}, {@code ID:12345}. */
  public static String text(long identity) {
    String name = name(identity);
    return name.isEmpty() ? "ID:" + identity : name;
  }
}

package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.util.List;
import java.util.Optional;

/**
 * What the policies say of an attempt.
 *
 * @param reason why, in half a sentence: {@code no rule of 2 policies that select the pod allows
 *     it}
 * @param deciders the items that decided, the weightiest first; of a denial by default those that
 *     close the direction; empty where no policy speaks of it
 * @param interception what the connection goes through; empty where it goes its way untouched
 * @param cannotTell what would have to be known for a sure answer; empty where it is sure
 */
public record Ruling(
    Verdict verdict,
    String reason,
    List<Decider> deciders,
    Optional<Interception> interception,
    List<String> cannotTell) {
  /** What becomes of it. */
  public enum Verdict {
    /** Hubble: {@code FORWARDED}. */
    ALLOWED,
    /** Into the proxy: Hubble {@code REDIRECTED}. What the proxy does next is decided later. */
    REDIRECTED,
    /** Dropped without an answer (drop reason 133): nothing allows it. */
    DENIED_BY_DEFAULT,
    /** Dropped without an answer (drop reason 181): a deny rule. */
    DENIED_BY_RULE,
    /** Reset: the server name is not allowed, or there is none. */
    DENIED_SERVER_NAME,
    /** Answered 403. */
    DENIED_REQUEST,
    /** Answered REFUSED, or NXDOMAIN where so configured. */
    DENIED_LOOKUP;

    public boolean denied() {
      return this != ALLOWED && this != REDIRECTED;
    }
  }

  public Ruling {
    requireNonNull(verdict, "verdict is null");
    requireNonNull(reason, "reason is null");
    deciders = List.copyOf(deciders);
    requireNonNull(interception, "interception is null");
    cannotTell = List.copyOf(cannotTell);
  }

  /**
   * A part of a policy that decided.
   *
   * @param policy {@code default/l7-visibility-tls}
   * @param path within it: {@code spec.egress[0].toPorts[0].rules.http[1]}
   */
  public record Decider(Policy.Kind kind, String policy, String path, Evidence.ConfigLine place) {
    public Decider {
      requireNonNull(kind, "kind is null");
      requireNonNull(policy, "policy is null");
      requireNonNull(path, "path is null");
      requireNonNull(place, "place is null");
    }
  }

  /**
   * What the proxy does with it.
   *
   * @param terminating the secret whose certificate the client gets, {@code namespace/name}
   * @param originating the secret with the authorities that the server is verified with
   * @param http whether requests are parsed and checked
   * @param dns whether DNS messages are parsed and checked
   * @param serverNames patterns one of which the ClientHello's name has to match; empty: not
   *     checked
   * @param listener of a CiliumEnvoyConfig that it goes to instead
   */
  public record Interception(
      Optional<TlsSource> terminating,
      Optional<TlsSource> originating,
      boolean http,
      boolean dns,
      List<String> serverNames,
      Optional<String> listener) {
    public Interception {
      requireNonNull(terminating, "terminating is null");
      requireNonNull(originating, "originating is null");
      serverNames = List.copyOf(serverNames);
      requireNonNull(listener, "listener is null");
    }
  }

  /**
   * Where the material of a TLS context is.
   *
   * @param secret {@code namespace/name}
   */
  public record TlsSource(String secret, String trustedCa, String certificate, String privateKey) {
    public TlsSource {
      requireNonNull(secret, "secret is null");
      requireNonNull(trustedCa, "trustedCa is null");
      requireNonNull(certificate, "certificate is null");
      requireNonNull(privateKey, "privateKey is null");
    }
  }
}

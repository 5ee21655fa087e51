package dev.tlsdiag.probe;

import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.Extensions;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A hello as it is sent: with a random, a session ID and key shares of its own. Everything else is
 * as the template has it.
 *
 * <p>The session ID is replaced where it only pleases middleboxes (RFC 8446 appendix D.4), that is
 * in a hello with {@code supported_versions}; in one of TLS 1.2 it asks for a session and stays.
 * Shares of groups that are not known here, GREASE among them, stay as they are.
 */
final class FreshHello {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_LENGTH = 32;

  private final ClientHello hello;
  private final Map<NamedGroup, OwnKey> keys;

  private FreshHello(ClientHello hello, Map<NamedGroup, OwnKey> keys) {
    this.hello = hello;
    this.keys = keys;
  }

  static FreshHello of(ClientHello template) {
    boolean compatibility =
        !template.sessionId().isEmpty() && !template.supportedVersions().isEmpty();
    Bytes sessionId = compatibility ? random(template.sessionId().length()) : template.sessionId();
    ClientHello hello = template.withRandom(random(RANDOM_LENGTH), sessionId);
    Map<NamedGroup, OwnKey> keys = new LinkedHashMap<>();
    Optional<Extension> shares = template.extension(ExtensionType.KEY_SHARE);
    if (shares.isPresent()) {
      Optional<Map<NamedGroup, Bytes>> fresh = freshShares(shares.get().body(), keys);
      if (fresh.isPresent()) {
        hello = hello.with(Extensions.keyShare(fresh.get()));
      }
    }
    return new FreshHello(hello, keys);
  }

  ClientHello hello() {
    return hello;
  }

  /** The private key of a share that was sent. */
  Optional<OwnKey> key(NamedGroup group) {
    return Optional.ofNullable(keys.get(group));
  }

  /**
   * The second hello after a HelloRetryRequest (RFC 8446 section 4.1.2): the share that was asked
   * for alone, and the cookie. Empty where this group is not known here.
   *
   * @param group empty where only a cookie was asked for
   */
  Optional<FreshHello> retry(Optional<NamedGroup> group, Optional<Extension> cookie) {
    ClientHello second = hello;
    Map<NamedGroup, OwnKey> secondKeys = new LinkedHashMap<>(keys);
    if (group.isPresent()) {
      Optional<OwnKey> key = OwnKey.of(group.get());
      if (key.isEmpty()) {
        return Optional.empty();
      }
      secondKeys.put(group.get(), key.get());
      second = second.with(Extensions.keyShare(Map.of(group.get(), key.get().share())));
    }
    if (cookie.isPresent()) {
      second = second.with(cookie.get());
    }
    return Optional.of(new FreshHello(second, secondKeys));
  }

  /** Empty where the list cannot be read: then it goes out as it is. */
  private static Optional<Map<NamedGroup, Bytes>> freshShares(
      Bytes body, Map<NamedGroup, OwnKey> keys) {
    Map<NamedGroup, Bytes> fresh = new LinkedHashMap<>();
    try {
      WireReader list = body.reader().vector16(0, "client_shares");
      while (list.hasRemaining()) {
        NamedGroup group = NamedGroup.of(list.u16("group"));
        Bytes share = list.vector16(0, "key_exchange").rest();
        Optional<OwnKey> key = OwnKey.of(group);
        key.ifPresent(k -> keys.put(group, k));
        if (fresh.put(group, key.map(OwnKey::share).orElse(share)) != null) {
          return Optional.empty(); // a group named twice: sent as it is
        }
      }
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
    return Optional.of(fresh);
  }

  static Bytes random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}

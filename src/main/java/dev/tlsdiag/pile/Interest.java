package dev.tlsdiag.pile;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Handshake;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * By what failures are known: their connection, stream, request id, client and host. What shares
 * one of these with a failure is near it. Bounded; not thread-safe.
 */
final class Interest {
  /** A failure has five keys at most. */
  private static final int MOST_KEYS = 40_000;

  /** Of one connection, stream or request. */
  private static final int MOST_OF_ONE = 200;

  /** To one host: some that went well stand beside those that failed. */
  private static final int MOST_OF_HOST = 60;

  private static final int LONGEST = 256;

  private enum By {
    /** Numbers that mean something in one file only. */
    CONNECTION(false, MOST_OF_ONE),
    STREAM(false, MOST_OF_ONE),
    REQUEST(true, MOST_OF_ONE),
    CLIENT(true, MOST_OF_ONE),
    HOST(true, MOST_OF_HOST);

    private final boolean everywhere;
    private final int most;

    By(boolean everywhere, int most) {
      this.everywhere = everywhere;
      this.most = most;
    }
  }

  private record Key(By by, String text, int port) {
    /** Written out: every sighting of a long log is asked for five keys. */
    @Override
    public int hashCode() {
      return (text.hashCode() * 31 + port) * 31 + by.ordinal();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && by == key.by && port == key.port && text.equals(key.text);
    }
  }

  /** How many sightings were taken by each key. */
  private final Map<Key, Integer> taken = new HashMap<>();

  /** Learns the keys of a failure. */
  void add(Sighting failure) {
    eachKey(
        failure,
        key -> {
          add(key);
          return false;
        });
  }

  /** Learns the keys of a handshake in a capture. */
  void add(Handshake failure) {
    add(client(failure.client()));
    failure.sent().flatMap(sent -> sent.hello().serverName()).ifPresent(name -> add(host(name)));
  }

  /** Learns what of {@code other} means something outside its file. */
  void addAll(Interest other) {
    other.taken.keySet().stream().filter(key -> key.by().everywhere).forEach(this::add);
  }

  private void add(Key key) {
    if (taken.size() < MOST_KEYS) {
      taken.putIfAbsent(key, 0);
    }
  }

  /**
   * Whether it knows of a failure that means something elsewhere and that {@code other} does not.
   */
  boolean knowsMoreThan(Interest other) {
    return taken.keySet().stream()
        .anyMatch(key -> key.by().everywhere && !other.taken.containsKey(key));
  }

  boolean isEmpty() {
    return taken.isEmpty();
  }

  /** Whether it is near a failure, and there are not enough of its like yet. */
  boolean takes(Sighting sighting) {
    return !taken.isEmpty() && eachKey(sighting, this::takes);
  }

  private boolean takes(Key key) {
    Integer already = taken.get(key);
    if (already == null || already >= key.by().most) {
      return false;
    }
    taken.put(key, already + 1);
    return true;
  }

  /** Whether a key was {@code wanted}; the rest of them is not asked then. */
  private static boolean eachKey(Sighting sighting, Predicate<Key> wanted) {
    return wanted(sighting, Attribute.CONNECTION, By.CONNECTION, wanted)
        || wanted(sighting, Attribute.FOR_CONNECTION, By.CONNECTION, wanted)
        || wanted(sighting, Attribute.STREAM, By.STREAM, wanted)
        || wanted(sighting, Attribute.REQUEST_ID, By.REQUEST, wanted)
        || sighting.client().filter(c -> c.port() > 0 && wanted.test(client(c))).isPresent()
        || wanted(sighting, Attribute.SNI, By.HOST, wanted)
        || wanted(sighting, Attribute.UPSTREAM_SNI, By.HOST, wanted)
        || wanted(sighting, Attribute.AUTHORITY, By.HOST, wanted)
        || wanted(sighting, Attribute.QUERY, By.HOST, wanted)
        || sighting.server().filter(s -> wanted.test(of(By.HOST, s.host()))).isPresent();
  }

  private static boolean wanted(
      Sighting sighting, Attribute attribute, By by, Predicate<Key> wanted) {
    String text = sighting.attributes().get(attribute);
    return text != null
        && !text.isEmpty()
        && !text.equals("-")
        && text.length() <= LONGEST
        && wanted.test(by == By.HOST ? host(text) : of(by, text));
  }

  private static Key of(By by, String text) {
    return new Key(by, text, 0);
  }

  private static Key client(Endpoint client) {
    return new Key(By.CLIENT, client.host(), client.port());
  }

  /** Without a port, without the last dot. */
  private static Key host(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon > 0 && authority.indexOf(':') == colon;
    String name = port ? authority.substring(0, colon) : authority;
    return of(
        By.HOST,
        (name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
            .toLowerCase(Locale.ROOT));
  }
}

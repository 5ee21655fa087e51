package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which names DNS answers gave an address, per pod: what {@code toFQDNs} goes by. The name that
 * counts is the one asked for, whatever CNAMEs led to the address. Safe for several threads; holds
 * a bounded number of answers and gives up those that were not renewed for longest.
 */
public final class NameCache {
  private static final int MOST = 200_000;

  private final Duration minTtl;
  // Until when each counts; the one renewed last stands last.
  private final Map<Answer, Instant> answers = new LinkedHashMap<>();
  private final Map<Key, Set<String>> namesByAddress = new HashMap<>();
  private final Map<Key, Set<String>> addressesByName = new HashMap<>();

  private record Answer(String pod, String name, String address) {}

  private record Key(String pod, String text) {}

  /**
   * @param minTtl how long an answer counts at least, whatever it says itself: Cilium's {@code
   *     tofqdns-min-ttl}
   */
  public NameCache(Duration minTtl) {
    this.minTtl = requireNonNull(minTtl, "minTtl is null");
  }

  /** With answers that count as long as they say. */
  public NameCache() {
    this(Duration.ZERO);
  }

  /**
   * An answer came.
   *
   * @param pod whoever asked: its address, or another name that is used throughout
   * @param askedName of the question, with or without the last dot
   * @param addresses of the answer's A and AAAA records
   * @param ttl the shortest on the way to the addresses
   */
  public synchronized void learn(
      String pod, String askedName, Collection<String> addresses, Duration ttl, Instant at) {
    Instant until = at.plus(ttl.compareTo(minTtl) < 0 ? minTtl : ttl);
    String name = plain(askedName);
    for (String address : addresses) {
      Answer answer = new Answer(pod, name, literal(address));
      // A later answer with a shorter life does not take from an earlier one.
      Instant old = answers.remove(answer);
      answers.put(answer, old != null && old.isAfter(until) ? old : until);
      namesByAddress
          .computeIfAbsent(new Key(pod, answer.address()), k -> new LinkedHashSet<>())
          .add(name);
      addressesByName
          .computeIfAbsent(new Key(pod, name), k -> new LinkedHashSet<>())
          .add(answer.address());
    }
    Iterator<Answer> eldest = answers.keySet().iterator();
    while (answers.size() > MOST) {
      forget(eldest.next());
      eldest.remove();
    }
  }

  /**
   * The names that answers gave this address to this pod and that count at this time, sorted. Lower
   * case, without a last dot.
   */
  public synchronized List<String> names(String pod, String address, Instant at) {
    String literal = literal(address);
    return namesByAddress.getOrDefault(new Key(pod, literal), Set.of()).stream()
        .filter(name -> counts(new Answer(pod, name, literal), at))
        .sorted()
        .toList();
  }

  /** The addresses that answers gave this name to this pod and that count at this time. */
  public synchronized List<String> addresses(String pod, String name, Instant at) {
    String plain = plain(name);
    return addressesByName.getOrDefault(new Key(pod, plain), Set.of()).stream()
        .filter(address -> counts(new Answer(pod, plain, address), at))
        .toList();
  }

  /** Forgets what no longer counts at this time. */
  public synchronized void expire(Instant at) {
    answers
        .entrySet()
        .removeIf(
            entry -> {
              boolean over = entry.getValue().isBefore(at);
              if (over) {
                forget(entry.getKey());
              }
              return over;
            });
  }

  private boolean counts(Answer answer, Instant at) {
    Instant until = answers.get(answer);
    return until != null && !until.isBefore(at);
  }

  private void forget(Answer answer) {
    remove(namesByAddress, new Key(answer.pod(), answer.address()), answer.name());
    remove(addressesByName, new Key(answer.pod(), answer.name()), answer.address());
  }

  private static void remove(Map<Key, Set<String>> index, Key key, String text) {
    Set<String> texts = index.get(key);
    if (texts != null && texts.remove(text) && texts.isEmpty()) {
      index.remove(key);
    }
  }

  private static String plain(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** One spelling of an address that has several. */
  private static String literal(String address) {
    return AddressText.address(address).map(Object::toString).orElse(address);
  }
}

package dev.tlsdiag.experiment.bisect;

import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.Extensions;
import dev.tlsdiag.tls.KeyShareEntry;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.SignatureScheme;
import dev.tlsdiag.wire.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds out whether the size alone decides, and between which sizes, by padding (RFC 7685).
 *
 * <p>A larger bad hello: the good one fails when it is padded to that size. A smaller one: the bad
 * one works when it is padded to the size of the good one.
 */
final class SizeSearch {
  /**
   * Where such limits lie: powers of two, as the message, its body or its record counts them, and
   * what a segment can carry.
   */
  private static final int[] USUAL =
      IntStream.of(256, 512, 1024, 2048, 4096, 8192)
          .flatMap(n -> IntStream.of(n - 5, n, n + 4))
          .toArray();

  private static final int[] LARGER = {512, 1024, 2048, 4096, 12000};

  private static final Set<Integer> KEPT_EXTENSIONS =
      Set.of(
          ExtensionType.SERVER_NAME,
          ExtensionType.SUPPORTED_GROUPS,
          ExtensionType.EC_POINT_FORMATS,
          ExtensionType.SIGNATURE_ALGORITHMS,
          ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
          ExtensionType.EXTENDED_MASTER_SECRET,
          ExtensionType.SUPPORTED_VERSIONS,
          ExtensionType.PSK_KEY_EXCHANGE_MODES,
          ExtensionType.KEY_SHARE,
          ExtensionType.RENEGOTIATION_INFO);

  /** What servers choose. */
  private static final Set<Integer> KEPT_SUITES =
      Set.of(0x1301, 0x1302, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0x009c, 0x009d, 0x002f, 0x0035);

  private static final Set<Integer> KEPT_SCHEMES =
      Set.of(0x0403, 0x0503, 0x0804, 0x0805, 0x0401, 0x0501);

  private static final Set<NamedGroup> KEPT_GROUPS =
      Set.of(NamedGroup.X25519, NamedGroup.SECP256R1, NamedGroup.SECP384R1);

  private final Mixtures mixtures;
  private final TrialLog log;
  private final Set<String> ways;

  /**
   * What was found.
   *
   * @param failing a hello of the one size that fails
   * @param working the same in another size, which works
   */
  record Found(SizeRange range, Opening failing, Opening working) {}

  /** Whether a size fails. */
  private interface AtSize {
    boolean fails(int bytes) throws TrialLog.Exhausted;
  }

  SizeSearch(Mixtures mixtures, TrialLog log, Set<String> ways) {
    this.mixtures = mixtures;
    this.log = log;
    this.ways = Set.copyOf(ways);
  }

  /** Empty where the size alone does not decide. */
  Optional<Found> search() throws TrialLog.Exhausted {
    int good = mixtures.good().size();
    int bad = mixtures.bad().size();
    return bad > good ? larger(good, bad) : bad < good ? smaller(good, bad) : Optional.empty();
  }

  private Optional<Found> larger(int good, int bad) throws TrialLog.Exhausted {
    Opening base = mixtures.good();
    if (base.sized(bad).isEmpty() || !fails(base, "good", bad)) {
      return Optional.empty();
    }
    if (base.leastPadded() > good && fails(base, "good", base.leastPadded())) {
      return Optional.empty(); // that there is padding at all, not how much
    }
    if (!otherHelloAgrees(trimmed(base), bad, good)) {
      return Optional.empty(); // this padding, or that much of it, and not the size
    }
    AtSize sized = size -> size >= base.leastPadded() && fails(base, "good", size);
    int least = edge(sized, Math.max(good, base.leastPadded()), bad);
    int works = lastWorking;
    int most = bad;
    OptionalInt above = OptionalInt.empty();
    for (int size : LARGER) {
      if (size > most && above.isEmpty() && log.left() > 0) {
        if (fails(base, "good", size)) {
          most = size;
        } else {
          above = OptionalInt.of(edgeUp(sized, most, size));
          most = lastFailing;
        }
      }
    }
    SizeRange range = new SizeRange(least, most, OptionalInt.of(works), above);
    return Optional.of(
        new Found(range, base.sized(least).orElseThrow(), base.sized(works).orElse(base)));
  }

  private Optional<Found> smaller(int good, int bad) throws TrialLog.Exhausted {
    Opening base = mixtures.bad();
    if (base.sized(good).isEmpty() || fails(base, "bad", good) || !lastWorked) {
      return Optional.empty();
    }
    if (base.leastPadded() > bad && !fails(base, "bad", base.leastPadded())) {
      return Optional.empty();
    }
    Opening small = trimmed(base);
    if (!otherHelloAgrees(small, bad, good)) {
      return Optional.empty();
    }
    AtSize sized = size -> fails(base, "bad", size);
    int works = edgeUp(sized, Math.max(bad, base.leastPadded()), good);
    int most = lastFailing;
    int least = bad;
    OptionalInt below = OptionalInt.empty();
    boolean carries = small.size() < bad && small.sized(bad).isPresent() && log.left() > 1;
    if (carries && !fails(small, "a smaller hello", small.size()) && lastWorked) {
      AtSize smaller = size -> size >= small.leastPadded() && fails(small, "a smaller hello", size);
      least = edge(smaller, small.size(), bad);
      below = OptionalInt.of(lastWorking);
    } else if (carries) {
      least = small.size();
    }
    SizeRange range = new SizeRange(least, most, below, OptionalInt.of(works));
    return Optional.of(new Found(range, base, base.sized(works).orElseThrow()));
  }

  /**
   * Whether another hello, with other padding, fails and works at these sizes too; of a hello that
   * is too small for that this cannot be told, and it is taken for granted.
   */
  private boolean otherHelloAgrees(Opening small, int fails, int works) throws TrialLog.Exhausted {
    if (small.sized(fails).isEmpty() || small.sized(works).isEmpty()) {
      return true;
    }
    return fails(small, "a smaller hello", fails)
        && !fails(small, "a smaller hello", works)
        && lastWorked;
  }

  private int lastWorking;
  private int lastFailing;
  private boolean lastWorked;

  /** The smallest size that fails; below it {@code lastWorking}. */
  private int edge(AtSize sized, int works, int fails) throws TrialLog.Exhausted {
    int low = works;
    int high = fails;
    while (high - low > 1 && log.left() > 0) {
      int middle = guess(low, high, high);
      if (sized.fails(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    lastWorking = low;
    return high;
  }

  /** The smallest size above those that fail which works; below it {@code lastFailing}. */
  private int edgeUp(AtSize sized, int fails, int works) throws TrialLog.Exhausted {
    int low = fails;
    int high = works;
    while (high - low > 1 && log.left() > 0) {
      int middle = guess(low, high, high);
      if (sized.fails(middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    lastFailing = low;
    return high;
  }

  /**
   * A size between the two: a usual limit or its neighbour where there is one, which is right more
   * often than the middle.
   */
  private static int guess(int low, int high, int edge) {
    for (int usual : USUAL) {
      if (usual == edge && usual - 1 > low) {
        return usual - 1;
      }
    }
    List<Integer> inside = new ArrayList<>();
    for (int usual : USUAL) {
      if (usual > low && usual < high) {
        inside.add(usual);
      }
    }
    return inside.isEmpty() ? (low + high) / 2 : inside.get(inside.size() / 2);
  }

  /** The hello with less in it, so that smaller sizes can be tried. */
  private static Opening trimmed(Opening opening) {
    ClientHello hello = opening.hello();
    List<Extension> extensions =
        hello.extensions().stream().filter(e -> KEPT_EXTENSIONS.contains(e.type())).toList();
    List<CipherSuite> suites =
        hello.cipherSuites().stream().filter(s -> KEPT_SUITES.contains(s.code())).toList();
    List<SignatureScheme> schemes =
        hello.signatureSchemes().stream().filter(s -> KEPT_SCHEMES.contains(s.code())).toList();
    Set<NamedGroup> shared = new HashSet<>(KEPT_GROUPS);
    hello.keyShares().forEach(share -> shared.add(share.group()));
    List<NamedGroup> groups = hello.groups().stream().filter(shared::contains).toList();
    ClientHello small = hello.withExtensions(extensions);
    if (!suites.isEmpty()) {
      small = small.withCipherSuites(suites);
    }
    if (!schemes.isEmpty()) {
      small = small.with(Extensions.signatureAlgorithms(schemes));
    }
    if (!groups.isEmpty()) {
      small = small.with(Extensions.supportedGroups(groups));
    }
    List<KeyShareEntry> shares = hello.keyShares();
    if (!shares.isEmpty()) {
      // Shares are made anew when they are sent: only the length counts. A GREASE share is no use.
      KeyShareEntry first =
          shares.stream().filter(s -> !s.group().isGrease()).findFirst().orElse(shares.get(0));
      small =
          small
              .with(
                  Extensions.keyShare(
                      Map.of(first.group(), Bytes.wrap(new byte[first.lengthBytes()]))))
              .withRandom(hello.random(), Bytes.EMPTY);
    }
    return new Opening("a smaller hello", small, opening.framing());
  }

  private boolean fails(Opening base, String name, int size) throws TrialLog.Exhausted {
    Opening sized = base.sized(size).orElse(base);
    Trial.Result result = log.ask("%s at %d bytes".formatted(name, size), sized);
    lastWorked = result.worked();
    return result.failed() && ways.contains(result.way());
  }
}

package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.probe.Axis;
import dev.tlsdiag.probe.Ending;
import dev.tlsdiag.probe.Limits;
import dev.tlsdiag.probe.Observation;
import dev.tlsdiag.probe.Preface;
import dev.tlsdiag.probe.Probe;
import dev.tlsdiag.probe.Prober;
import dev.tlsdiag.probe.Route;
import dev.tlsdiag.probe.StartTlsProtocol;
import dev.tlsdiag.probe.Variant;
import dev.tlsdiag.probe.Variants;
import dev.tlsdiag.report.ProbeReport;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.x509.TrustAnchors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Sends a base hello, then the same with one thing changed at a time, and says what each change
 * does. What is varied is one {@link Axis}; the rest is held fixed. A base that works and a variant
 * that fails prove that the change is what the server, or something on the way, minds; the base is
 * sent once more at the end, so that a server that flaps is not taken for one that minds.
 */
public final class ProbeRun {
  /** Silence is told sooner where the base was answered fast. */
  private static final Duration SHORTEST_PATIENCE = Duration.ofMillis(750);

  private static final Duration SHORTEST_PATIENCE_OF_STARVED = Duration.ofSeconds(1);

  private static final int LOOKED_AGAIN = 3;

  private static final int SLOWER_THAN_BASE = 10;

  /** Silence is silence where it is so many times longer than any answer took. */
  private static final int CLEARLY_LONGER = 3;

  private static final String BASE = "base";

  /** What surely goes in one packet. */
  private static final int ONE_PACKET = 500;

  private final Options options;
  private final Prober prober;
  private final Route route;

  /**
   * What is asked for.
   *
   * @param tool version of tlsdiag
   * @param target as the user named it
   * @param way as {@link ProbeReport#way}
   * @param proxy that is on the way, as a URL without credentials
   * @param host the right name of the server
   * @param base the hello, how it travels, what goes before it; its label is replaced
   * @param axes to vary
   * @param anchors to check the certificate against; asked for meanwhile, empty for no check
   */
  public record Options(
      String tool,
      Endpoint target,
      String way,
      Optional<String> proxy,
      String host,
      Probe base,
      Set<Axis> axes,
      CompletableFuture<Optional<TrustAnchors>> anchors) {
    public Options {
      requireNonNull(tool, "tool is null");
      requireNonNull(target, "target is null");
      requireNonNull(way, "way is null");
      requireNonNull(proxy, "proxy is null");
      requireNonNull(host, "host is null");
      requireNonNull(base, "base is null");
      axes = Set.copyOf(axes);
      requireNonNull(anchors, "anchors is null");
    }

    /** Whether segments and certificate may be those of somebody in between. */
    public boolean proxied() {
      return proxy.isPresent();
    }
  }

  private ProbeRun(Options options, Route route, Prober prober) {
    this.options = options;
    this.route = route;
    this.prober = prober;
  }

  /** Along one route. Runs of several routes may share a prober's limits. */
  public static ProbeReport run(Options options, Route route, Limits limits) {
    return new ProbeRun(options, route, new Prober(route, limits)).run();
  }

  /** What would be sent, the base first. */
  public static List<Variant> plan(Options options, String address) {
    return Variants.of(base(options), options.host(), address, options.axes());
  }

  /** The base with its label. */
  public static Probe base(Options options) {
    Probe given = options.base();
    return new Probe(BASE, given.hello(), given.framing(), given.preface());
  }

  private ProbeReport run() {
    long start = System.nanoTime();
    Probe base = base(options);
    Observation first = prober.send(base);
    ProbeResults results = new ProbeResults(first, Optional.empty(), Map.of());
    if (first.ending() != Ending.UNREACHABLE && first.ending() != Ending.NO_WAY) {
      results = varied(base, results);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new ProbeJudgement(options, route.peer(), results, ProbeFindings.of(options, results))
        .report(took);
  }

  private ProbeResults varied(Probe base, ProbeResults first) {
    Prober patient = prober.patient(patience(first.base()));
    List<Variant> variants =
        new ArrayList<>(Variants.of(base, options.host(), route.peer().host(), options.axes()));
    if (first.base().ending() == Ending.PLAINTEXT) {
      // No hello makes TLS of a port that does not speak it.
      variants.removeIf(v -> v.axis() != Axis.PROXY_HEADER && v.axis() != Axis.PLAINTEXT);
    }
    if (!first.base().worked()) {
      guessStartTls(base, first.base()).ifPresent(variants::add);
    }
    ProbeResults results = settled(patient, first.with(sent(patient, variants)));
    List<Variant> more = new ArrayList<>();
    boolean largeFails =
        results.base().worked()
            && results.surprises().stream().anyMatch(v -> v.name().startsWith("2000"));
    if (largeFails) {
      more.add(Variants.largeInSmallSegments(base));
    }
    boolean longHello =
        results.base().handshake().sent().isPresent()
            && results.base().handshake().sent().get().message().length() > ONE_PACKET;
    if (ProbeResults.starves(results.base()) && longHello && options.axes().contains(Axis.SIZE)) {
      more.add(Variants.inSmallSegments(base));
    }
    results = results.with(sent(patient, more));
    return confirmed(patient, results, base);
  }

  /**
   * Sends again, one by one, what got no answer and usually gets one: on a server that takes turns,
   * one probe that got stuck starves all others. Where other answers took almost as long as was
   * waited for, the server or this machine is busy, and every silence is doubted.
   */
  private static ProbeResults settled(Prober prober, ProbeResults results) {
    long waited = prober.limits().patience().toNanos();
    long slowest =
        Stream.concat(Stream.of(results.base()), results.variants().values().stream())
            .mapToLong(seen -> seen.handshake().answer().nanos())
            .max()
            .orElse(0);
    boolean busy = slowest * CLEARLY_LONGER >= waited;
    ProbeResults settled = results;
    for (Map.Entry<Variant, Observation> each : results.variants().entrySet()) {
      boolean doubted = busy || !isOftenSilent(each.getKey());
      if (results.base().worked() && doubted && ProbeResults.starves(each.getValue())) {
        Observation again = prober.send(each.getKey().probe());
        settled = settled.with(Map.of(each.getKey(), again));
      }
    }
    return settled;
  }

  /** A policy drops names silently, and a server waits for the rest of what it cannot read. */
  private static boolean isOftenSilent(Variant variant) {
    return variant.axis() == Axis.SNI && !variant.mustWork()
        || variant.axis() == Axis.PROXY_HEADER
        || variant.axis() == Axis.PLAINTEXT;
  }

  private static Map<Variant, Observation> sent(Prober prober, List<Variant> variants) {
    List<Observation> seen = prober.sendAll(variants.stream().map(Variant::probe).toList());
    Map<Variant, Observation> all = new LinkedHashMap<>();
    for (int i = 0; i < variants.size(); i++) {
      all.put(variants.get(i), seen.get(i));
    }
    return all;
  }

  /** The base once more, and what turned it over where a healthy server would not: both at once. */
  private static ProbeResults confirmed(Prober prober, ProbeResults results, Probe base) {
    Optional<Variant> flip = results.flips().stream().findFirst();
    if (flip.isEmpty() && ProbeResults.starves(results.base())) {
      return results; // nothing works, and nothing needs a second look
    }
    // Silence was looked at twice already.
    boolean doubtful =
        flip.filter(v -> !ProbeResults.starves(results.variants().get(v)))
            .filter(v -> v.mustWork() || !results.base().worked())
            .isPresent();
    List<Probe> probes = new ArrayList<>(List.of(base));
    if (doubtful) {
      probes.add(flip.get().probe());
    }
    if (results.base().worked()
        && results.variants().values().stream().anyMatch(ProbeRun::wordless)) {
      // So end those that a server minds, and those that meet a server which fails now and then.
      probes.addAll(Collections.nCopies(LOOKED_AGAIN, base));
    }
    List<Observation> again = prober.sendAll(probes);
    Observation sameAgain =
        again.stream()
            .filter(o -> o.probe().equals(base) && o.worked() != results.base().worked())
            .findFirst()
            .orElse(again.get(0));
    ProbeResults checked = results.withAgain(sameAgain);
    boolean other =
        doubtful && again.get(1).worked() != results.variants().get(flip.get()).worked();
    // A change that turned nothing over the second time turned nothing over the first time.
    return other ? checked.with(Map.of(flip.get(), again.get(1))) : checked;
  }

  private Duration patience(Observation base) {
    Duration most = prober.limits().patience();
    Handshake handshake = base.handshake();
    if (!base.worked() && !ProbeResults.starves(base)) {
      return most;
    }
    // Of one that starved only the way is known.
    long known =
        base.worked()
            ? handshake.answer().nanos()
            : handshake.connectNanos().orElse(most.toNanos());
    Duration wanted = Duration.ofNanos(known).multipliedBy(SLOWER_THAN_BASE);
    Duration floor = base.worked() ? SHORTEST_PATIENCE : SHORTEST_PATIENCE_OF_STARVED;
    Duration least = wanted.compareTo(floor) < 0 ? floor : wanted;
    return least.compareTo(most) < 0 ? least : most;
  }

  /** A port, or a greeting, of a protocol that begins in the clear. */
  private Optional<Variant> guessStartTls(Probe base, Observation seen) {
    if (!(base.preface() instanceof Preface.None)) {
      return Optional.empty();
    }
    String greeting =
        seen.handshake().outcome() instanceof Outcome.Plaintext plain
            ? plain.firstBytes().latin1()
            : "";
    Optional<StartTlsProtocol> byPort =
        Stream.of(StartTlsProtocol.values())
            .filter(p -> p.usualPort() == options.target().port())
            .findFirst();
    Optional<StartTlsProtocol> guess =
        greeting.startsWith("* OK")
            ? Optional.of(StartTlsProtocol.IMAP)
            : greeting.startsWith("+OK")
                ? Optional.of(StartTlsProtocol.POP3)
                : greeting.startsWith("220")
                    ? Optional.of(
                        greeting.contains("FTP") ? StartTlsProtocol.FTP : StartTlsProtocol.SMTP)
                    : options.target().port() == 587 ? Optional.of(StartTlsProtocol.SMTP) : byPort;
    return guess.map(protocol -> Variants.startTls(base, protocol, options.host()));
  }

  /** Without an alert, as machines that are overloaded or half gone end connections too. */
  private static boolean wordless(Observation seen) {
    return seen.ending() == Ending.RESET || seen.ending() == Ending.CLOSED;
  }
}

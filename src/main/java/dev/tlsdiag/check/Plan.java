package dev.tlsdiag.check;

import dev.tlsdiag.replay.ServerName;
import java.util.ArrayList;
import java.util.List;

/** What the checks of a file would send, without sending it. */
public final class Plan {
  /** Two findings are tested both ways, and hellos tell apart what looks the same. */
  private static final int EXPERIMENTS = 4 + 16;

  private Plan() {}

  /** Lines for people. */
  public static List<String> lines(CheckFile file) {
    List<String> lines = new ArrayList<>();
    long all = 0;
    for (CheckSpec check : file.checks()) {
      lines.add("%s  %s".formatted(check.name(), check.goal().text()));
      paths(check).forEach(line -> lines.add("  " + line));
      lines.add("  expects: " + String.join(", ", expectations(check)));
      if (check.retries() > 0) {
        lines.add(
            "  retries: up to %d more times, the first after %s, then twice as long each time"
                .formatted(check.retries(), text(check.backoff())));
      }
      all += (long) connections(check) * (check.retries() + 1);
    }
    lines.add(
        "at most %d %s in all; nothing was sent"
            .formatted(all, all == 1 ? "connection" : "connections"));
    return lines;
  }

  static List<String> expectations(CheckSpec check) {
    return check.expectations().stream()
        .map(e -> e.rule().replaceFirst("^expect-", "") + detail(e))
        .distinct()
        .toList();
  }

  private static String detail(Expectation expectation) {
    if (expectation instanceof Expectation.Reachable r) {
      return " " + r.barrier().map(Expectation.Barrier::label).orElse("true");
    }
    if (expectation instanceof Expectation.NoFindingAbove f) {
      return " " + f.worst().map(w -> w.label()).orElse("none");
    }
    if (expectation instanceof Expectation.Status s) {
      return " " + String.join("|", s.patterns());
    }
    if (expectation instanceof Expectation.ValidFor v) {
      return " " + text(v.atLeast());
    }
    if (expectation instanceof Expectation.HandshakeP95 h) {
      return " " + text(h.below());
    }
    return "";
  }

  private static List<String> paths(CheckSpec check) {
    List<String> lines = new ArrayList<>();
    boolean dns =
        check.expected(Expectation.DnsResponse.class).isPresent()
            || check.expected(Expectation.DnsAddresses.class).isPresent();
    if (dns) {
      lines.add("dns: A and AAAA of " + check.host());
    }
    if (nameless(check)) {
      return lines;
    }
    for (PathSpec path : check.paths()) {
      lines.add("%s: 1 request, %s%s".formatted(path.name(), path.way().text(), name(check)));
      check
          .expected(Expectation.Sni.class)
          .filter(sni -> ServerNameVerdicts.isMeasured(path))
          .ifPresent(
              sni ->
                  lines.add(
                      "%s: %d hellos with other names, and none"
                          .formatted(path.name(), ServerNameVerdicts.CONNECTIONS)));
      check
          .expected(Expectation.HandshakeP95.class)
          .filter(h -> path.direct() || measured(path))
          .ifPresent(
              h ->
                  lines.add(
                      "%s: %d requests one after another, to time the handshakes"
                          .formatted(path.name(), h.runs())));
    }
    if (compares(check) && check.experiments()) {
      lines.add(
          "to test what seems wrong: at most %d more for each path beside direct"
              .formatted(EXPERIMENTS));
    }
    return lines;
  }

  private static boolean measured(PathSpec path) {
    return path.way() instanceof PathSpec.Way.Via || path.way() instanceof PathSpec.Way.Detour;
  }

  private static String name(CheckSpec check) {
    if (!(check.goal() instanceof CheckSpec.Goal.Url url)) {
      return "";
    }
    ServerName name = url.request().serverName();
    return switch (name.kind()) {
      case FROM_URL -> "";
      case GIVEN -> ", server_name " + name.name();
      case NONE -> ", no server_name";
    };
  }

  private static boolean nameless(CheckSpec check) {
    return check
        .expected(Expectation.DnsResponse.class)
        .filter(r -> !r.allowsRequest())
        .isPresent();
  }

  private static boolean compares(CheckSpec check) {
    return check.paths().size() > 1 && check.paths().stream().anyMatch(PathSpec::direct);
  }

  /** Of one comparison, at most. */
  static int ofComparison(CheckSpec check) {
    return 2 + (check.experiments() ? EXPERIMENTS : 0);
  }

  /** Of one attempt, at most. */
  static int connections(CheckSpec check) {
    if (nameless(check)) {
      return 0;
    }
    int others = (int) check.paths().stream().filter(path -> !path.direct()).count();
    int requests = compares(check) ? others * ofComparison(check) : check.paths().size();
    int runs = check.expected(Expectation.HandshakeP95.class).map(h -> h.runs()).orElse(0);
    long timed = check.paths().stream().filter(p -> p.direct() || measured(p)).count();
    long named =
        check.expected(Expectation.Sni.class).isEmpty()
            ? 0
            : check.paths().stream().filter(ServerNameVerdicts::isMeasured).count();
    return requests + (int) (runs * timed + named * ServerNameVerdicts.CONNECTIONS);
  }

  private static String text(java.time.Duration duration) {
    return duration.toDays() >= 2
        ? duration.toDays() + " days"
        : dev.tlsdiag.trace.Durations.text(duration);
  }
}

package dev.tlsdiag.cli;

import dev.tlsdiag.replay.Attempt;
import dev.tlsdiag.replay.Replay;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.tls.Ja4;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.CertificateNames;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.OutcomeText;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.x509.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What became of requests, for a terminal: the answer first, then the steps. */
final class ReplayText {
  private static final int LABEL = 9;
  private static final int TIME = 10;

  private final Theme theme;
  private final int columns;
  private final Redaction redaction;
  private final boolean verbose;
  private final StringBuilder out = new StringBuilder();

  ReplayText(Theme theme, int columns, Redaction redaction, boolean verbose) {
    this.theme = theme;
    this.columns = columns;
    this.redaction = redaction;
    this.verbose = verbose;
  }

  String one(Replay replay) {
    answer(replay);
    boolean many = replay.attempts().size() > 1;
    for (Attempt attempt : replay.attempts()) {
      out.append('\n');
      if (many) {
        line(
            theme.paint(
                Role.STRONG,
                " %s %s".formatted(attempt.why().label(), shown(attempt.url().toString()))));
      }
      attempt(attempt);
    }
    replay.notes().forEach(note -> row("note", "", note));
    return out.toString();
  }

  private void answer(Replay replay) {
    String total = millis(replay.times().total());
    if (replay.problem().isPresent()) {
      String step =
          replay.hop().failedStep().map(s -> "step " + s.kind().label() + ": ").orElse("");
      String mark = theme.unicode() ? "✗ " : "x ";
      wrapped(theme.paint(Role.BAD, mark), step + Printable.escape(replay.problem().get()));
      return;
    }
    HttpExchange exchange = replay.exchange().orElseThrow();
    String mark = theme.unicode() ? "✓ " : "ok ";
    line(
        theme.paint(Role.OK, mark)
            + "%d %s in %s".formatted(exchange.status().orElse(0), exchange.protocol(), total));
  }

  private void attempt(Attempt attempt) {
    for (Step step : attempt.hop().steps()) {
      step(step, attempt);
    }
    attempt
        .hop()
        .tls()
        .ifPresent(
            tls -> {
              out.append('\n');
              tls.first().sent().ifPresent(sent -> hello(sent, tls.first()));
              certificates(tls);
            });
    attempt.exchange().ifPresent(this::headers);
  }

  private void step(Step step, Attempt attempt) {
    String time = step.duration().map(ReplayText::millis).orElse("");
    String label = step.kind().label();
    String text = words(step, attempt);
    String mark = step.failed() ? theme.paint(Role.BAD, theme.unicode() ? "✗" : "x") + " " : "";
    row(label, time, text, mark);
  }

  private String words(Step step, Attempt attempt) {
    if (step instanceof Step.Resolve resolve) {
      return "%s %s %s (%s)"
          .formatted(
              Printable.escape(resolve.name()),
              theme.arrow(),
              resolve.problem().orElseGet(() -> String.join(", ", resolve.addresses())),
              resolve.responseCode().map(code -> code + ", ").orElse("") + resolve.source());
    }
    if (step instanceof Step.Connect connect) {
      String to = attempt.remote().map(Object::toString).orElse("");
      String role = attempt.hop().to().role().label();
      return OutcomeText.of(connect)
          .map(outcome -> "%s %s: %s".formatted(role, to, outcome))
          .orElse("%s %s".formatted(role, to));
    }
    if (step instanceof Step.Tunnel tunnel) {
      String status = tunnel.status().isPresent() ? " " + tunnel.status().getAsInt() : "";
      return "%s to %s:%s"
          .formatted(
              tunnel.preamble().protocol(),
              Printable.escape(tunnel.preamble().target().orElse("")),
              Printable.escape(tunnel.problem().map(p -> " " + p).orElse(status + " open")));
    }
    if (step instanceof Step.Tls tls) {
      return tls(tls);
    }
    HttpExchange exchange = ((Step.Http) step).exchange();
    String status = exchange.status().isPresent() ? exchange.status().getAsInt() + ", " : "";
    return "%s %s %s %s%s"
        .formatted(
            Printable.escape(exchange.method()),
            shown(exchange.target()),
            theme.arrow(),
            status,
            exchange
                .problem()
                .map(Printable::escape)
                .orElse("%d bytes".formatted(exchange.responseBytes())));
  }

  private String tls(Step.Tls tls) {
    String outcome = OutcomeText.of(tls);
    return tls.session()
        .map(
            session -> {
              List<String> parts = new ArrayList<>();
              session.version().ifPresent(parts::add);
              session.cipherSuite().ifPresent(parts::add);
              session.alpn().ifPresent(alpn -> parts.add("ALPN " + Printable.escape(alpn)));
              parts.add(outcome);
              return String.join(", ", parts);
            })
        .orElse(outcome);
  }

  private void hello(SentHello sent, Handshake handshake) {
    String sni =
        sent.hello().serverName().map(name -> "SNI " + Printable.name(name)).orElse("NO SNI");
    String alpn = String.join(",", sent.hello().alpnProtocols());
    String versions =
        sent.hello().supportedVersions().stream()
            .filter(version -> !version.name().equals("GREASE"))
            .map(ProtocolVersion::shortText)
            .collect(Collectors.joining(","));
    row(
        "hello",
        "",
        String.join(
            " " + theme.dot() + " ",
            sni,
            alpn.isEmpty() ? "no ALPN" : "ALPN " + Printable.escape(alpn),
            versions.isEmpty() ? "TLS 1.2 or before" : "TLS " + versions,
            "JA4 " + Ja4.of(sent.hello(), 't')));
    if (handshake.outcome() instanceof dev.tlsdiag.trace.Outcome.Silence silence) {
      row(
          "",
          "",
          silence.acknowledged()
              ? "the server's TCP acknowledged it"
              : "the server's TCP did not acknowledge it: the packet was lost on the way");
    }
  }

  private void certificates(Step.Tls tls) {
    Optional<TlsSession> session = tls.session();
    if (session.isEmpty()) {
      return;
    }
    CertificateNames.of(session.get().peerCertificates())
        .ifPresent(
            names ->
                row(
                    "cert",
                    "",
                    "%s, %d in the chain"
                        .formatted(
                            Printable.escape(names.shown()),
                            session.get().peerCertificates().size())));
    session.get().verification().ifPresent(this::verification);
  }

  private void verification(Verification verification) {
    String identity =
        verification
            .identity()
            .map(name -> "%s (%s)".formatted(Printable.escape(name), verification.identitySource()))
            .orElse("no name");
    String text =
        verification
            .problem()
            .map(problem -> problem.kind().label() + ": " + Printable.escape(problem.message()))
            .orElse("accepted");
    String unenforced =
        verification.problem().isPresent() && !verification.enforced() ? "; ignored by -k" : "";
    row(
        "verify",
        "",
        "for %s, by %s: %s%s"
            .formatted(identity, Printable.escape(verification.trustStore()), text, unenforced));
  }

  private void headers(HttpExchange exchange) {
    if (verbose) {
      out.append('\n');
      redaction.headers(exchange.requestHeaders()).forEach(header -> header("> ", header));
    }
    if (!exchange.responseHeaders().isEmpty()) {
      out.append('\n');
      redaction.headers(exchange.responseHeaders()).forEach(header -> header("< ", header));
      redaction.headers(exchange.trailers()).forEach(header -> header("< ", header));
    }
  }

  private void header(String mark, HttpExchange.Header header) {
    String text = Printable.escape(header.name() + ": " + header.value());
    String shown = verbose ? text : Printable.cut(text, columns - 4, theme.ellipsis());
    line(" " + theme.paint(Role.DIM, mark) + shown);
  }

  /** Several replays of one request: how many failed and why, how long the others took. */
  String many(List<Replay> replays) {
    Map<String, List<Replay>> byAddress = new LinkedHashMap<>();
    for (Replay replay : replays) {
      String address = replay.last().remote().map(Object::toString).orElse("no address");
      byAddress.computeIfAbsent(address, a -> new ArrayList<>()).add(replay);
    }
    long failed = replays.stream().filter(r -> r.problem().isPresent()).count();
    String mark =
        failed > 0
            ? theme.paint(Role.BAD, theme.unicode() ? "✗ " : "x ")
            : theme.paint(Role.OK, theme.unicode() ? "✓ " : "ok ");
    line(mark + "%d of %d failed".formatted(failed, replays.size()));
    out.append('\n');
    byAddress.forEach(this::address);
    return out.toString();
  }

  private void address(String address, List<Replay> replays) {
    List<Long> nanos =
        replays.stream()
            .filter(r -> r.problem().isEmpty())
            .map(r -> r.times().total().toNanos())
            .sorted()
            .toList();
    int failed = replays.size() - nanos.size();
    String times =
        nanos.isEmpty()
            ? ""
            : ", median %s, p95 %s"
                .formatted(millis(percentile(nanos, 50)), millis(percentile(nanos, 95)));
    line(" %s  %d of %d failed%s".formatted(address, failed, replays.size(), times));
    Map<String, Long> problems =
        replays.stream()
            .flatMap(r -> r.problem().stream())
            .collect(Collectors.groupingBy(p -> p, LinkedHashMap::new, Collectors.counting()));
    problems.forEach(
        (problem, times2) ->
            wrapped(
                "   %d %s ".formatted(times2, theme.unicode() ? "×" : "x"),
                Printable.escape(problem)));
    Map<String, Long> statuses =
        replays.stream()
            .filter(r -> r.problem().isEmpty())
            .map(r -> String.valueOf(r.exchange().orElseThrow().status().orElse(0)))
            .collect(Collectors.groupingBy(s -> s, LinkedHashMap::new, Collectors.counting()));
    statuses.forEach(
        (status, times2) ->
            line("   %d %s status %s".formatted(times2, theme.unicode() ? "×" : "x", status)));
  }

  private static Duration percentile(List<Long> sorted, int percent) {
    int index = (int) Math.ceil(percent / 100.0 * sorted.size()) - 1;
    return Duration.ofNanos(sorted.get(Math.max(0, index)));
  }

  private String shown(String url) {
    return Printable.escape(redaction.url(url));
  }

  private static String millis(Duration duration) {
    double millis = duration.toNanos() / 1e6;
    return millis >= 10_000
        ? String.format(Locale.ROOT, "%.1f s", millis / 1000)
        : String.format(Locale.ROOT, millis >= 100 ? "%.0f ms" : "%.1f ms", millis);
  }

  private void row(String label, String time, String text) {
    row(label, time, text, "");
  }

  private void row(String label, String time, String text, String mark) {
    String padded =
        " " + theme.paint(Role.STRONG, label) + " ".repeat(Math.max(1, LABEL - label.length()));
    String when = " ".repeat(Math.max(0, TIME - time.length() - 1)) + time + "  ";
    int indent = 1 + LABEL + TIME + 1;
    List<String> lines = wrap(text, Math.max(20, columns - indent - (mark.isEmpty() ? 0 : 2)));
    line(padded + when + mark + lines.get(0));
    for (String rest : lines.subList(1, lines.size())) {
      line(" ".repeat(indent) + rest);
    }
  }

  private void wrapped(String mark, String text) {
    List<String> lines = wrap(text, columns - 4);
    line(mark + lines.get(0));
    lines.subList(1, lines.size()).forEach(rest -> line("  " + rest));
  }

  private static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && Printable.width(line + " " + word) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private void line(String text) {
    out.append(text.stripTrailing()).append('\n');
  }
}

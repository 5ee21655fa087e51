package dev.tlsdiag.report;

import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The messages of the proxied path between the lines of its parties, the first one at 0 ms. */
record SequenceText(Theme theme, int columns) {
  private static final int TIME = 10;
  private static final int NARROWEST = 24;

  /** One message; {@code time} is since the first one. */
  private record Message(int hop, boolean fromClient, String text, Optional<Duration> time) {}

  void lines(Report report, List<String> lines) {
    HopTrace trace = report.traces().get(report.traces().size() - 1);
    int width = Math.max(NARROWEST, (columns - TIME - 3) / trace.hops().size());
    StringBuilder parties = new StringBuilder(" ");
    parties.append(TextLayout.cell(trace.clientHop().from().role().label(), width, theme));
    for (Hop hop : trace.hops()) {
      parties.append(TextLayout.cell(party(hop.to()), width, theme));
    }
    lines.add(theme.paint(Role.STRONG, parties.toString()));
    for (Message message : messages(trace)) {
      lines.add(line(message, trace.hops().size(), width));
    }
  }

  private static String party(Party party) {
    String port = party.endpoint().map(endpoint -> " :" + endpoint.port()).orElse("");
    return party.role().label() + port;
  }

  private List<Message> messages(HopTrace trace) {
    Optional<Instant> start =
        trace.hops().stream()
            .flatMap(hop -> hop.tls().stream())
            .map(tls -> tls.first().time())
            .findFirst();
    List<Message> messages = new ArrayList<>();
    hop(trace, 0, start, messages);
    return messages;
  }

  /** A hop's request goes out, then the next hop does its part, then the response comes back. */
  private void hop(HopTrace trace, int index, Optional<Instant> start, List<Message> messages) {
    if (index == trace.hops().size()) {
      return;
    }
    Leg leg = new Leg(trace, index + 1, trace.hops().get(index));
    if (!leg.hop().seen()) {
      messages.add(new Message(index, true, "not seen", Optional.empty()));
      return;
    }
    leg.hop()
        .preamble()
        .flatMap(preamble -> preamble.target())
        .ifPresent(
            target ->
                messages.add(new Message(index, true, "tunnel to " + target, Optional.empty())));
    leg.hop().tls().ifPresent(tls -> handshake(tls.last(), leg, index, start, messages));
    Optional<HttpExchange> http = leg.http();
    http.ifPresent(
        exchange ->
            messages.add(
                new Message(
                    index,
                    true,
                    exchange.method() + " " + path(exchange.target()),
                    Optional.empty())));
    hop(trace, index + 1, start, messages);
    http.ifPresent(
        exchange -> messages.add(new Message(index, false, leg.status(), Optional.empty())));
  }

  private static void handshake(
      Handshake last, Leg leg, int index, Optional<Instant> start, List<Message> messages) {
    Duration sent = Duration.between(start.orElse(last.time()), last.time());
    String name = leg.serverName().equals(Leg.ABSENT) ? "no SNI" : "SNI " + leg.serverName();
    messages.add(new Message(index, true, "ClientHello, " + name, Optional.of(sent)));
    boolean answered = last.answer().kind() != Answer.Kind.NOTHING;
    Optional<Duration> when =
        answered ? Optional.of(sent.plusNanos(last.answer().nanos())) : Optional.empty();
    boolean hello = last.answer().kind() == Answer.Kind.SERVER_HELLO;
    messages.add(new Message(index, false, hello ? "ServerHello" : leg.outcome(), when));
    if (hello && leg.hop().state() == Hop.State.FAILED) {
      messages.add(new Message(index, false, leg.outcome(), Optional.empty()));
    }
  }

  private String line(Message message, int hops, int width) {
    String bar = theme.unicode() ? "│" : "|";
    StringBuilder line = new StringBuilder(" ");
    for (int i = 0; i < hops; i++) {
      line.append(bar)
          .append(i == message.hop() ? arrow(message, width - 1) : " ".repeat(width - 1));
    }
    line.append(bar);
    message
        .time()
        .ifPresent(
            time -> line.append(String.format(Locale.ROOT, "%8.1f ms", time.toNanos() / 1e6)));
    return line.toString();
  }

  private String arrow(Message message, int width) {
    String dash = theme.unicode() ? "─" : "-";
    String text = TextLayout.plain(theme, Printable.escape(message.text()));
    String shown = " " + Printable.shorten(text, width - 6, theme.ellipsis()) + " ";
    int rest = Math.max(0, width - Printable.width(shown) - 3);
    String head =
        message.fromClient() ? (theme.unicode() ? "▶" : ">") : theme.unicode() ? "◀" : "<";
    return message.fromClient()
        ? dash.repeat(2) + shown + dash.repeat(rest) + head
        : head + dash + shown + dash.repeat(rest + 1);
  }

  private static String path(String target) {
    int scheme = target.indexOf("://");
    int slash = target.indexOf('/', scheme < 0 ? 0 : scheme + 3);
    return slash < 0 ? "/" : target.substring(slash);
  }
}

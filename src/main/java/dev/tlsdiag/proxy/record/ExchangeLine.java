package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.TimeText;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Redaction;
import java.time.ZoneId;

/** A request on one line; the numbers are those of the connections that carried it. */
final class ExchangeLine {
  private static final int LONGEST_URL = 120;

  private final TextBuffer out;
  private final Theme theme;
  private final TimeText time;
  private final Redaction redaction;

  ExchangeLine(TextBuffer out, Theme theme, ZoneId zone, Redaction redaction) {
    this.out = requireNonNull(out, "out is null");
    this.theme = requireNonNull(theme, "theme is null");
    this.redaction = requireNonNull(redaction, "redaction is null");
    time = new TimeText(zone);
  }

  void write(ExchangeRecord record) {
    HttpExchange exchange = record.exchange();
    boolean failed = record.localReply().isPresent() || exchange.problem().isPresent();
    time.hubble(record.start().plus(record.duration()), out);
    out.ascii(": client #").number(record.downstream()).ascii(" <- ");
    if (record.upstream() == 0 || record.localReply().isPresent()) {
      out.ascii("proxy");
    } else {
      out.ascii("server #").number(record.upstream());
    }
    out.ascii(" http-response ").ascii(theme.start(role(record, failed)));
    out.ascii(failed ? "FAILED" : "OK").ascii(theme.end()).ascii(" (");
    if (exchange.status().isPresent()) {
      out.number(exchange.status().getAsInt()).add(' ');
    } else {
      out.ascii("no status ");
    }
    out.text(Printable.name(exchange.method())).add(' ');
    out.text(Printable.cut(Printable.name(redaction.url(exchange.target())), LONGEST_URL, "..."));
    out.add(' ').ascii(Printable.name(exchange.protocol()));
    record
        .upstreamProtocol()
        .filter(upstream -> !upstream.equals(exchange.protocol()))
        .ifPresent(upstream -> out.ascii("->").ascii(Printable.name(upstream)));
    out.ascii(", ").number(exchange.responseBytes()).ascii(" B in ");
    out.ascii(Durations.text(record.duration())).add(')');
    reason(record);
    out.add('\n');
  }

  private static Role role(ExchangeRecord record, boolean failed) {
    boolean serverError = record.exchange().status().orElse(0) >= 500;
    return failed ? Role.BAD : serverError ? Role.ODD : Role.OK;
  }

  private void reason(ExchangeRecord record) {
    if (record.localReply().isPresent()) {
      var failure = record.localReply().get();
      out.ascii(" made here: ").ascii(failure.kind().label());
      if (!failure.detail().isEmpty()) {
        out.ascii(", ").text(Printable.escape(failure.detail()));
      }
    } else if (record.exchange().problem().isPresent()) {
      out.add(' ').text(Printable.escape(record.exchange().problem().get()));
    }
  }
}

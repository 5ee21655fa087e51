package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.report.CompactHandshake;
import dev.tlsdiag.report.HopWords;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.TimeText;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import java.time.ZoneId;
import java.util.Optional;

/** A connection on one line: who, which name, how far it came, who ended it. */
final class LegLine {
  private static final int LONGEST_REASON = 160;

  private final TextBuffer out;
  private final Theme theme;
  private final TimeText time;
  private final CompactHandshake handshake;

  LegLine(TextBuffer out, Theme theme, ZoneId zone) {
    this.out = requireNonNull(out, "out is null");
    this.theme = requireNonNull(theme, "theme is null");
    time = new TimeText(zone);
    handshake = new CompactHandshake(out, theme);
  }

  void write(LegRecord leg) {
    time.hubble(leg.start(), out);
    out.ascii(": ");
    party(leg.hop().from());
    out.ascii(" -> ");
    party(leg.hop().to());
    Optional<Step> failed = leg.hop().failedStep();
    Optional<Step.Tls> tls = leg.hop().tls();
    if (tls.isPresent() && (failed.isEmpty() || failed.get() == tls.get())) {
      handshake.serverName(tls.get().first());
      handshake.outcome(tls.get().last(), tls.get().session());
      tls.get().session().ifPresent(this::session);
    } else {
      name(leg);
      out.ascii(failed.map(step -> step.kind().label()).orElse(word(leg))).add(' ');
      word(leg.failed());
      out.ascii(" (").text(failed.map(HopWords::reasonAndTime).orElseGet(() -> ended(leg)));
    }
    out.ascii(") #").number(leg.id());
    if (leg.cause() != 0) {
      out.ascii(" for #").number(leg.cause());
    }
    out.add('\n');
  }

  private static String word(LegRecord leg) {
    return leg.decision() == LegRecord.Decision.PLAINTEXT ? "plaintext" : "connection";
  }

  private void party(Party party) {
    out.ascii(party.role().label());
    if (party.endpoint().isPresent()) {
      out.add(' ').text(Printable.name(party.endpoint().get().toString()));
    }
  }

  /** Without a ClientHello the name is the one that was routed by. */
  private void name(LegRecord leg) {
    Optional<String> name =
        leg.names().routeKey().or(() -> leg.target().map(target -> target.toString()));
    out.add(' ');
    if (name.isPresent()) {
      out.ascii("(for ").ascii(shown(Printable.name(name.get()))).ascii(") ");
    }
  }

  private void word(boolean failed) {
    out.ascii(theme.start(failed ? Role.BAD : Role.OK));
    out.ascii(failed ? "FAILED" : "OK").ascii(theme.end());
  }

  private static String ended(LegRecord leg) {
    return shown(Printable.escape(leg.endReason()))
        + (leg.endReason().isEmpty() ? "" : ", ")
        + leg.bytesFromClient()
        + " B out, "
        + leg.bytesFromServer()
        + " B in";
  }

  /** What the packets do not show and an end knows. */
  private void session(TlsSession session) {
    if (session.verification().isPresent() && session.verification().get().problem().isPresent()) {
      var problem = session.verification().get().problem().get();
      out.ascii("; certificate ").ascii(problem.kind().label()).ascii(": ");
      out.text(shown(Printable.escape(problem.message())));
      if (!session.verification().get().enforced()) {
        out.ascii(", not enforced");
      }
    } else if (session.error().isPresent()) {
      out.ascii("; ").text(shown(Printable.escape(session.error().get())));
    }
  }

  private static String shown(String text) {
    return Printable.cut(text, LONGEST_REASON, "...");
  }
}

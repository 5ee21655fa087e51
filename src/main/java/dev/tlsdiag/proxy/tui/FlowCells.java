package dev.tlsdiag.proxy.tui;

import dev.tlsdiag.proxy.live.FlowVerdict;
import dev.tlsdiag.proxy.live.LiveFlow;
import dev.tlsdiag.proxy.live.SentName;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.Theme;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalInt;

/** The cells of a flow, escaped. */
final class FlowCells {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private FlowCells() {}

  static String time(LiveFlow flow, ZoneId zone) {
    return TIME.withZone(zone).format(flow.time());
  }

  static String to(LiveFlow flow) {
    return Printable.name(flow.to());
  }

  /** A name that is lacking must be seen. */
  static String name(SentName sent, Theme theme) {
    return switch (sent.state()) {
      case NAMED -> Printable.name(sent.name());
      case ABSENT -> "NO SNI";
      case NO_HELLO -> theme.none();
    };
  }

  static String status(LiveFlow flow, Theme theme) {
    OptionalInt status = flow.status();
    return status.isPresent() ? status.getAsInt() + (flow.ownAnswer() ? " own" : "") : theme.none();
  }

  /** {@code 1.3}. */
  static String version(LiveFlow flow, Theme theme) {
    return flow.tlsVersion().map(text -> text.replace("TLS ", "")).orElse(theme.none());
  }

  static String verdict(LiveFlow flow, Theme theme) {
    return sign(flow.verdict(), theme) + flow.rule().orElse(flow.verdict().label());
  }

  static String sign(FlowVerdict verdict, Theme theme) {
    return switch (verdict) {
      case OK -> "";
      case WARNING -> "! ";
      case FAILED -> theme.unicode() ? "✗ " : "x ";
      case DENIED -> theme.unicode() ? "■ " : "# ";
    };
  }

  static Role role(FlowVerdict verdict) {
    return switch (verdict) {
      case OK -> Role.OK;
      case WARNING -> Role.ODD;
      case FAILED, DENIED -> Role.BAD;
    };
  }
}

package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.proxy.core.LookupAnswer;
import dev.tlsdiag.proxy.core.cilium.VerdictRecord;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.TimeText;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Redaction;
import java.time.ZoneId;

/** A verdict on one line, in the manner of hubble's compact output, with the rule that decided. */
final class VerdictLine {
  private static final int LONGEST_URL = 120;

  private final TextBuffer out;
  private final Theme theme;
  private final TimeText time;
  private final Redaction redaction;

  VerdictLine(TextBuffer out, Theme theme, ZoneId zone, Redaction redaction) {
    this.out = requireNonNull(out, "out is null");
    this.theme = requireNonNull(theme, "theme is null");
    this.redaction = requireNonNull(redaction, "redaction is null");
    time = new TimeText(zone);
  }

  void write(VerdictRecord verdict) {
    boolean response = verdict.kind() == VerdictRecord.Kind.RESPONSE;
    time.hubble(verdict.time(), out);
    out.ascii(": ");
    String pod =
        verdict.pod().namespace()
            + "/"
            + (verdict.pod().name().isEmpty() ? verdict.client().host() : verdict.pod().name());
    out.text(Printable.name(pod)).add(':').number(verdict.client().port());
    out.ascii(response ? " <- " : " -> ").text(Printable.name(server(verdict))).add(' ');
    out.ascii(kind(verdict)).add(' ');
    boolean denied = verdict.ruling().verdict().denied();
    out.ascii(theme.start(denied ? Role.BAD : Role.OK)).ascii(word(verdict)).ascii(theme.end());
    detail(verdict);
    by(verdict);
    out.add('\n');
  }

  private static String server(VerdictRecord verdict) {
    if (verdict.protocol().equals("UDP") || verdict.dns().isPresent()) {
      return "dns:" + verdict.server().port();
    }
    Endpoint server = verdict.server();
    return verdict.peer().names().isEmpty()
        ? server.toString()
        : verdict.peer().names().get(0) + ":" + server.port();
  }

  private static String kind(VerdictRecord verdict) {
    String half = verdict.kind() == VerdictRecord.Kind.RESPONSE ? "response" : "request";
    return verdict.kind() == VerdictRecord.Kind.CONNECTION
        ? "policy-verdict EGRESS"
        : verdict.http().isPresent() ? "http-" + half : "dns-" + half;
  }

  private static String word(VerdictRecord verdict) {
    boolean connection = verdict.kind() == VerdictRecord.Kind.CONNECTION;
    return switch (verdict.ruling().verdict()) {
      case ALLOWED -> connection ? "ALLOWED" : "FORWARDED";
      case REDIRECTED -> connection ? "REDIRECTED" : "FORWARDED";
      case DENIED_BY_DEFAULT, DENIED_BY_RULE, DENIED_SERVER_NAME -> "DENIED";
      case DENIED_REQUEST, DENIED_LOOKUP -> "DROPPED";
    };
  }

  private void detail(VerdictRecord verdict) {
    verdict
        .http()
        .ifPresent(
            http -> {
              out.ascii(" (");
              if (http.status().isPresent()) {
                out.number(http.status().getAsInt()).add(' ');
              }
              out.text(Printable.name(http.method())).add(' ');
              String url = Printable.name(redaction.url(http.url()));
              out.text(Printable.cut(url, LONGEST_URL, "...")).add(')');
            });
    verdict
        .dns()
        .ifPresent(
            dns -> {
              out.ascii(" (").text(Printable.name(dns.name())).add(' ').ascii(dns.type());
              dns.answer().ifPresent(this::answer);
              out.add(')');
            });
    if (verdict.kind() == VerdictRecord.Kind.CONNECTION) {
      out.ascii(" (").ascii(verdict.protocol());
      verdict.sni().ifPresent(sni -> out.ascii(", SNI ").text(Printable.name(sni)));
      out.add(')');
    }
  }

  private void answer(LookupAnswer answer) {
    if (answer.responseCode() != 0) {
      out.ascii(": rcode ").number(answer.responseCode());
    } else {
      out.ascii(": ").ascii(String.join(", ", answer.addresses()));
      out.ascii(", ttl ").number(answer.ttl().toSeconds());
    }
  }

  private void by(VerdictRecord verdict) {
    if (verdict.kind() == VerdictRecord.Kind.RESPONSE) {
      return;
    }
    Ruling ruling = verdict.ruling();
    if (ruling.verdict().denied()) {
      out.ascii(": ").text(Printable.escape(ruling.reason()));
    }
    if (!ruling.cannotTell().isEmpty()) {
      out.ascii("; not known: ").text(Printable.escape(String.join(", ", ruling.cannotTell())));
    }
    if (!ruling.deciders().isEmpty()) {
      Ruling.Decider decider = ruling.deciders().get(0);
      out.ascii(" by ").text(Printable.name(decider.policy())).ascii(" (");
      out.text(Printable.name(decider.place().file()));
      out.add(':').number(decider.place().line()).add(':').number(decider.place().column());
      out.add(')');
    }
  }
}

package dev.tlsdiag.cli;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.NameTable;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.TerminalRenderer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.wire.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A report of a request with secrets, of which a proxy changes one. */
final class SecretReports {
  private SecretReports() {}

  static String json() throws IOException {
    return CompareOutput.json(report());
  }

  static String text() throws IOException {
    StringBuilder out = new StringBuilder();
    new TerminalRenderer(new Theme(false, false), 100, true, true).render(report(), out);
    return out.toString();
  }

  private static Report report() {
    HopTrace trace =
        new HopTrace(
            HopTrace.PROXIED,
            List.of(
                hop(Party.Role.CLIENT, Party.Role.PROXY, "first-secret"),
                hop(Party.Role.PROXY, Party.Role.SERVER, "second-secret")),
            List.of());
    return new Report(
        "test",
        List.of(),
        Verdict.WARN,
        "a proxy with its own credentials",
        List.of(trace),
        NameTable.of(List.of(trace)),
        DifferenceTable.EMPTY,
        List.of(),
        List.of(),
        List.of());
  }

  private static Hop hop(Party.Role from, Party.Role to, String secret) {
    HttpExchange exchange =
        new HttpExchange(
            "GET",
            "http://user:first-secret@app.example.test/a?token=" + secret + "&b=1",
            "app.example.test",
            "http/1.1",
            OptionalInt.of(200),
            List.of(
                new Header("authorization", "Bearer " + secret),
                new Header("x-api-key", "first-secret"),
                new Header("cookie", "sid=" + secret + "; theme=first-secret"),
                new Header("referer", "https://app.example.test/?sig=" + secret)),
            List.of(new Header("set-cookie", "sid=" + secret + "; Path=/")),
            List.of(),
            Bytes.wrap(secret.getBytes(StandardCharsets.US_ASCII)),
            0,
            13,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Step step =
        new Step.Http(exchange, Optional.empty(), List.of(new Evidence.Exchange("proxied")));
    return new Hop(
        new Party(from, Optional.empty()), new Party(to, Optional.empty()), List.of(step));
  }
}

package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.ProbeRun;
import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.probe.Limits;
import dev.tlsdiag.probe.Preface;
import dev.tlsdiag.probe.Probe;
import dev.tlsdiag.probe.Variant;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.tls.HelloWriter;
import java.io.PrintWriter;
import java.util.List;

/** What {@code probe} would send. Nothing is looked up for it. */
final class ProbePlan {
  /** Stands for the server's, which is not known (RFC 5737). */
  private static final String NO_ADDRESS = "192.0.2.1";

  private ProbePlan() {}

  static void print(ProbeRun.Options options, ProbePath path, Limits limits, PrintWriter out) {
    List<Variant> variants = ProbeRun.plan(options, NO_ADDRESS);
    out.print(
        """
        would open %d connections to %s (%s), %s a second at most, and up to
        3 more where a change turns the result over; nothing was sent
        """
            .formatted(
                variants.size() + 2,
                Printable.escape(path.first().toString()),
                Printable.escape(path.way()),
                plain(limits.perSecond())));
    out.print(row("base", "", options.base()));
    variants.forEach(v -> out.print(row(v.axis().label(), v.name(), v.probe())));
    out.print(row("base", "again", options.base()));
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  private static String row(String axis, String variant, Probe probe) {
    Framing framing = probe.framing();
    int writes = framing.writes(HelloWriter.message(probe.hello())).size();
    String preface =
        probe.preface() instanceof Preface.ProxyHeader header
            ? ", after a PROXY header v" + header.version()
            : probe.preface() instanceof Preface.StartTls startTls
                ? ", after STARTTLS of " + startTls.protocol().label()
                : "";
    String what =
        probe.preface() instanceof Preface.PlainHttp
            ? "GET / in the clear, no hello"
            : "hello of %d bytes, %s, %s%s%s"
                .formatted(
                    HelloWriter.message(probe.hello()).length(),
                    counted(framing.records().size() + 1, "record"),
                    counted(writes, "write"),
                    framing.pause().isZero()
                        ? ""
                        : " with pauses of %d ms".formatted(framing.pause().toMillis()),
                    preface);
    String sni = probe.hello().serverName().map(name -> "SNI " + name).orElse("no SNI");
    return "%-13s %-25s %s, %s\n"
        .formatted(axis, variant, what, Printable.escape(sni))
        .replaceAll(" +\n", "\n");
  }

  private static String counted(int count, String noun) {
    return count == 1 ? "1 " + noun : count + " " + noun + "s";
  }
}

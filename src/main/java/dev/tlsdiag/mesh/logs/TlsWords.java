package dev.tlsdiag.mesh.logs;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.mesh.Tally;
import dev.tlsdiag.trace.Evidence;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Any text: its lines that could speak of a TLS connection, a proxy or a name that went wrong. What
 * such a line means is asked elsewhere.
 */
public final class TlsWords implements LineReader {
  private static final int LONGEST = 2_000;

  /** Codes have underscores where sentences have spaces. */
  private static final Pattern WORDS =
      Pattern.compile(
          "(?i)(?<![a-z0-9])(?:tls|ssl|sslv3|tlsv1|x509|certificate|cert|handshake|sni|alpn|sans?|alert"
              + "|unrecognized.name|wrong.version.number|unknown.protocol|unable.to.verify|self.signed"
              + "|connection.(?:reset|refused|failure|timeout|termination|timed)|broken.pipe|policy"
              + "|econnreset|econnrefused|etimedout|enotfound|eproto|remotedisconnected"
              + "|upstream.(?:connect.error|request.timeout|reset)|no.healthy.upstream|bad.gateway"
              + "|filter.chain|broken.header|proxyconnect|proxy.authentication|from.proxy.after.connect"
              + "|tunnel.(?:failed|connection|forbidden)|connect.aborted|unable.to.tunnel|forbidden"
              + "|only.use.http|plain.http.request|pkix|pinned|pinning|subject.alternative.names?"
              + "|host.?name.{0,80}(?:match|verif)|unknown.host|no.such.host|could.not.resolve"
              + "|name.resolution|dns.(?:unresolved|resolution)[a-z_]*|getaddrinfo|nxdomain|servfail"
              + "|timed? ?out|deadline.exceeded|access.denied|policy.denied|unexpected.eof"
              + "|remote.end.closed|socket.hang.up|protocol.error|err_[a-z_]+)(?![a-z0-9])"
              + "|(?<![\\w.])50[234]\\b|\\[IST0\\d{3}]");

  /** What {@code istioctl analyze} holds to be wrong. */
  private static final Pattern ANALYSIS = Pattern.compile("(?:Error|Warn(?:ing)?) \\[IST0\\d{3}]");

  /** Of each of these words one. */
  private static final Trigrams LETTERS =
      new Trigrams(
          "tls", "ssl", "x50", "tif", "dsh", "sni", "nre", "ale", "ong", "onn", "med", "tfo", "epr",
          "pst", "gat", "oxy", "nne", "pki", "tch", "rif", "unk", "sol", "add", "nxd", "vfa", "eou",
          "dli", "den", "eof", "clo", "hea", "han", "oto", "err", "cer", "una", "sel", "502", "hos",
          "ist", "ert", "cha", "dns", "bro", "abo", "lai", "lpn", "inn", "san", "bje", "bid", "onl",
          "pol");

  private final String file;
  private final int most;
  private final Consumer<Sighting> sightings;
  private final Tally tally = new Tally();
  private int told;

  /**
   * @param most lines told; further ones are counted
   */
  public TlsWords(String file, int most, Consumer<Sighting> sightings) {
    this.file = requireNonNull(file, "file is null");
    this.most = most;
    this.sightings = requireNonNull(sightings, "sightings is null");
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    if (to - from < 4 || !LETTERS.anyIn(buffer, from, Math.min(to, from + LONGEST))) {
      return;
    }
    String line =
        new String(buffer, from, Math.min(to - from, LONGEST), StandardCharsets.UTF_8).strip();
    if (!WORDS.matcher(line).find()) {
      return;
    }
    tally.onRecord();
    if (told >= most) {
      return;
    }
    told++;
    sightings.accept(
        new Sighting(
            SourceKind.CLIENT_OUTPUT,
            ANALYSIS.matcher(line).lookingAt() ? Event.CONFIGURATION : Event.OTHER,
            Leg.UNKNOWN,
            LineTime.find(line),
            Optional.empty(),
            Optional.empty(),
            Map.of(Attribute.MESSAGE, Secrets.without(line)),
            "a line says: " + Secrets.without(line),
            new Evidence.LogLine(file, number)));
  }

  @Override
  public ReadingTally tally() {
    return tally.told();
  }
}

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
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cilium's agent log, as logrus and slog write it ({@code level=warning msg="…" subsys=…}) or as
 * JSON: its warnings and errors, and what it says of secrets, policies and names.
 */
public final class CiliumAgentLog implements LineReader {
  private static final int LONGEST = 8_000;

  private static final Pattern FIELD =
      Pattern.compile(
          "(?<![\\w.-])([A-Za-z_][\\w.-]{0,60})=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|(\\S*))");

  private static final Pattern MEMBER =
      Pattern.compile(
          "\"([A-Za-z_][\\w.-]{0,60})\":(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\",{}\\[\\]]+))");

  private final String file;
  private final Consumer<Sighting> sightings;
  private final Tally tally = new Tally();

  public CiliumAgentLog(String file, Consumer<Sighting> sightings) {
    this.file = requireNonNull(file, "file is null");
    this.sightings = requireNonNull(sightings, "sightings is null");
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    if (to == from) {
      return;
    }
    String line = new String(buffer, from, Math.min(to - from, LONGEST), StandardCharsets.UTF_8);
    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Matcher m = (line.startsWith("{") ? MEMBER : FIELD).matcher(line);
    while (m.find()) {
      fields.putIfAbsent(
          m.group(1), m.group(2) == null ? m.group(3) : m.group(2).replace("\\\"", "\""));
    }
    String level = fields.getOrDefault("level", "").toLowerCase(Locale.ROOT);
    String message = fields.getOrDefault("msg", "");
    if (level.isEmpty() || message.isEmpty()) {
      tally.onUnreadable(number, "no level and msg");
      return;
    }
    tally.onRecord();
    String lower = message.toLowerCase(Locale.ROOT);
    boolean bad = level.startsWith("warn") || level.startsWith("err") || level.startsWith("fatal");
    boolean about =
        lower.contains("secret")
            || lower.contains("certificate")
            || lower.contains("tls")
            || lower.contains("policy")
            || lower.contains("fqdn")
            || lower.contains("dns")
            || lower.contains("envoy");
    if (!bad) {
      return;
    }
    String error = Secrets.without(fields.getOrDefault("error", ""));
    sightings.accept(
        new Draft(SourceKind.CILIUM_AGENT, file, number)
            .on(Leg.UNKNOWN, about ? Event.CONFIGURATION : Event.OTHER)
            .at(LineTime.find(fields.getOrDefault("time", line)))
            .put(
                Attribute.MESSAGE, Secrets.without(message) + (error.isEmpty() ? "" : ": " + error))
            .put(Attribute.POLICY, fields.getOrDefault("ciliumNetworkPolicyName", ""))
            .put(Attribute.SECRET, fields.getOrDefault("secretName", ""))
            .tell(
                "Cilium's agent: %s%s"
                    .formatted(Secrets.without(message), error.isEmpty() ? "" : ": " + error)));
  }

  @Override
  public ReadingTally tally() {
    return tally.told();
  }
}

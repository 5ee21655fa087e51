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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code cilium-dbg} (older: {@code cilium}) prints in the agent's pod: {@code fqdn cache
 * list}, {@code bpf policy get}, {@code endpoint list}, {@code identity list}, {@code status}; as
 * printed, or in the Markdown of cilium-bugtool. Tables tell what is so, not what happened: but for
 * names that were looked up, and a status that is bad, their rows are {@link Event#OTHER}.
 */
public final class CiliumDbg implements LineReader {
  private static final int LONGEST = 8_000;

  private static final Pattern LABELS = Pattern.compile("LABELS \\([^)]{0,40}\\)");

  private static final Pattern STATUS = Pattern.compile("([A-Z][\\w /()-]{1,40}): {2,}(\\S.*)");

  /** Of {@code cilium-dbg version}. */
  private static final Pattern VERSION =
      Pattern.compile("(Client|Daemon): +(v?\\d+\\.\\d+\\.\\d+\\S*) .*");

  /** Parts of {@code status} that say something of connections. */
  private static final List<String> TOLD =
      List.of(
          "Proxy Status",
          "Hubble",
          "KubeProxyReplacement",
          "Cilium",
          "Encryption",
          "Envoy DaemonSet",
          "DNS Proxy");

  private final String file;
  private final Consumer<Sighting> sightings;
  private final Tally tally = new Tally();
  private Optional<Table> table = Optional.empty();

  public CiliumDbg(String file, Consumer<Sighting> sightings) {
    this.file = requireNonNull(file, "file is null");
    this.sightings = requireNonNull(sightings, "sightings is null");
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    String line = new String(buffer, from, Math.min(to - from, LONGEST), StandardCharsets.UTF_8);
    if (line.isBlank()
        || line.startsWith("```")
        || line.startsWith("# ")
        || line.startsWith("#### ")) {
      table = Optional.empty();
      return;
    }
    Matcher version = VERSION.matcher(line);
    if (version.matches()) {
      tally.onRecord();
      if (version.group(1).equals("Daemon")) {
        sightings.accept(
            draft(number)
                .put(Attribute.MESSAGE, "Cilium " + version.group(2))
                .tell("Cilium's agent is version " + version.group(2)));
      }
      return;
    }
    Matcher status = STATUS.matcher(line);
    if (header(line)) {
      return;
    }
    if (table.isPresent()) {
      row(table.get().row(line), number);
    } else if (status.lookingAt()) {
      tally.onRecord();
      status(status.group(1), status.group(2).strip(), number);
    }
  }

  private boolean header(String line) {
    Table found = Table.ofHeader(LABELS.matcher(line).replaceFirst(CiliumDbg::named));
    List<String> names = found.names();
    boolean known =
        names.containsAll(List.of("FQDN", "IPS"))
            || names.containsAll(List.of("DIRECTION", "PORT/PROTO"))
            || names.containsAll(List.of("ENDPOINT", "IDENTITY"))
            || names.containsAll(List.of("ID", "LABELS"));
    if (known) {
      table = Optional.of(found);
    }
    return known;
  }

  /** Without what the name of the column says beside, in the same width. */
  private static String named(MatchResult labels) {
    return "LABELS" + " ".repeat(labels.group().length() - "LABELS".length());
  }

  private void row(Map<String, String> cells, long number) {
    if (cells.containsKey("FQDN")) {
      name(cells, number);
    } else if (cells.containsKey("PORT/PROTO")) {
      policy(cells, number);
    } else if (cells.containsKey("ENDPOINT")) {
      endpoint(cells, number);
    } else {
      tally.onRecord(); // an identity; its labels may go on below
      if (!cells.get("ID").isEmpty()) {
        sightings.accept(
            draft(number)
                .put(Attribute.SERVER_LABELS, cells.get("LABELS"))
                .tell(
                    "Cilium: identity %s has %s".formatted(cells.get("ID"), cells.get("LABELS"))));
      }
    }
  }

  private void name(Map<String, String> cells, long number) {
    String name = cells.get("FQDN");
    String addresses = cells.getOrDefault("IPS", "");
    if (name.isEmpty() || !cells.getOrDefault("TTL", "0").matches("\\d{1,9}")) {
      tally.onUnreadable(number, "no name and TTL below the header");
      return;
    }
    tally.onRecord();
    sightings.accept(
        draft(number)
            .on(Leg.UNKNOWN, Event.LOOKUP_ANSWERED)
            .put(Attribute.QUERY, name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
            .put(Attribute.ADDRESSES, addresses)
            .put(Attribute.TTL_SECONDS, cells.getOrDefault("TTL", ""))
            .put(Attribute.DETAILS, cells.getOrDefault("SOURCE", ""))
            .tell(
                "Cilium has learned %s for endpoint %s: %s"
                    .formatted(name, cells.getOrDefault("ENDPOINT", "?"), addresses)));
  }

  private void policy(Map<String, String> cells, long number) {
    String port = cells.get("PORT/PROTO");
    if (port.isEmpty()) {
      return; // labels of the row before go on
    }
    tally.onRecord();
    String proxy = cells.getOrDefault("PROXY PORT", "NONE");
    String labels = cells.getOrDefault("LABELS", cells.getOrDefault("IDENTITY", ""));
    sightings.accept(
        draft(number)
            .put(Attribute.DIRECTION, cells.getOrDefault("DIRECTION", "").toUpperCase(Locale.ROOT))
            .put(Attribute.SERVER_LABELS, labels)
            .put(Attribute.PROXY_PORT, proxy.equals("NONE") ? "" : proxy)
            .put(Attribute.VERDICT, cells.getOrDefault("POLICY", ""))
            .tell(
                "Cilium's datapath: %s %s %s %s%s"
                    .formatted(
                        cells.getOrDefault("POLICY", "Allow"),
                        cells.getOrDefault("DIRECTION", ""),
                        labels,
                        port,
                        proxy.equals("NONE") ? "" : " into the proxy at port " + proxy)));
  }

  private void endpoint(Map<String, String> cells, long number) {
    String id = cells.get("ENDPOINT");
    if (!id.matches("\\d{1,10}")) {
      return; // the header's second line, or further labels
    }
    tally.onRecord();
    String addresses =
        (cells.getOrDefault("IPV4", "") + " " + cells.getOrDefault("IPV6", ""))
            .strip()
            .replace(' ', ',');
    String state = cells.getOrDefault("STATUS", "");
    sightings.accept(
        draft(number)
            .put(Attribute.CLIENT_LABELS, cells.getOrDefault("LABELS", ""))
            .put(Attribute.ADDRESSES, addresses)
            .tell(
                "Cilium: endpoint %s, identity %s, %s is %s"
                    .formatted(id, cells.getOrDefault("IDENTITY", "?"), addresses, state)));
  }

  private void status(String part, String value, long number) {
    String lower = value.toLowerCase(Locale.ROOT);
    boolean bad =
        lower.startsWith("failure")
            || lower.startsWith("warning")
            || lower.contains("no proxies")
            || lower.contains("unreachable")
            || lower.contains("error")
            || part.equals("Controller Status") && lower.matches("(\\d+)/(?!\\1\\b)\\d+ healthy.*");
    if (bad || TOLD.contains(part)) {
      sightings.accept(
          draft(number)
              .on(Leg.UNKNOWN, bad ? Event.CONFIGURATION : Event.OTHER)
              .put(Attribute.MESSAGE, Secrets.without(part + ": " + value))
              .tell("Cilium's status: %s: %s".formatted(part, Secrets.without(value))));
    }
  }

  private Draft draft(long number) {
    return new Draft(SourceKind.CILIUM_AGENT, file, number).on(Leg.UNKNOWN, Event.OTHER);
  }

  @Override
  public ReadingTally tally() {
    return tally.told();
  }
}

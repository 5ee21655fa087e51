package dev.tlsdiag.mesh.envoy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The clusters of a dump as a table of at most 80 columns: how each talks to its servers, what SNI
 * it sends, by whom and under which name they are verified. Names are as the dump has them: whoever
 * prints them escapes them.
 */
public final class ConfigDumpText {
  private static final int COLUMNS = 80;
  private static final String GAP = "  ";
  private static final String CUT = "…";

  private static final int CELLS = 5;

  /** What a column keeps of its width as long as the name, the first, can give way. */
  private static final List<Integer> LEAST = List.of(1, 11, 16, 10, 18);

  private ConfigDumpText() {}

  /**
   * How one cluster talks to its servers. Of one without TLS the last three are empty texts.
   *
   * @param sni where the server_name comes from
   * @param authority by whom the server is verified
   * @param nameCheck under which name
   */
  public record Row(
      ClusterTls cluster, String transport, String sni, String authority, String nameCheck) {}

  /** A row for each cluster, in their order. */
  public static List<Row> rows(ConfigDump dump) {
    return dump.clusters().stream().map(cluster -> row(cluster, dump.version())).toList();
  }

  /** A line for each cluster, in their order, without line breaks and trailing blanks. */
  public static List<String> lines(ConfigDump dump) {
    List<List<String>> rows = rows(dump).stream().map(ConfigDumpText::cells).toList();
    int[] widths = widths(rows);
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String cell = shortened(row.get(i), widths[i]);
        line.append(i == 0 ? "" : GAP).append(cell);
        if (i < row.size() - 1) {
          line.append(" ".repeat(widths[i] - cell.length()));
        }
      }
      lines.add(line.toString());
    }
    return List.copyOf(lines);
  }

  /** As wide as the widest cell; while that is too much, the widest behind the name gives way. */
  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[CELLS];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], Math.min(COLUMNS, row.get(i).length()));
      }
    }
    int most = COLUMNS - GAP.length() * (CELLS - 1);
    while (Arrays.stream(widths).sum() > most) {
      int widest = 0;
      for (int i = 1; i < CELLS; i++) {
        boolean wider = widest == 0 || widths[i] > widths[widest];
        widest = widths[i] > LEAST.get(i) && wider ? i : widest;
      }
      widths[widest]--;
    }
    return widths;
  }

  /** In the middle: names differ at both ends. */
  private static String shortened(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int front = (width - 1) / 2;
    return text.substring(0, front) + CUT + text.substring(text.length() - (width - 1 - front));
  }

  private static List<String> cells(Row row) {
    return row.sni().isEmpty()
        ? List.of(row.cluster().name(), row.transport())
        : List.of(
            row.cluster().name(),
            row.transport(),
            "SNI: " + row.sni(),
            "CA: " + row.authority(),
            "name: " + row.nameCheck());
  }

  private static Row row(ClusterTls cluster, Optional<EnvoyVersion> version) {
    UpstreamTransport transport = cluster.main();
    String kind = transport.kind().label();
    return transport.isTls()
        ? new Row(
            cluster,
            kind,
            cluster.sni(transport, version).label(),
            authority(transport),
            cluster.nameCheck(transport, version).orElse("not verified"))
        : new Row(cluster, kind, "", "", "");
  }

  private static String authority(UpstreamTransport transport) {
    if (transport.kind() == UpstreamTransport.Kind.CILIUM_TLS) {
      return "policy";
    }
    PeerCheck check = transport.check();
    if (!check.verifies()) {
      return "none";
    }
    if (check.authorities().isEmpty()) {
      return "a pin";
    }
    Material first = check.authorities().get(0);
    return switch (first.kind()) {
      case INLINE -> "inline";
      case FILE -> first.name().substring(first.name().lastIndexOf('/') + 1);
      case ENVIRONMENT, SECRET, PROVIDER -> first.name();
      case SYSTEM -> "system";
    };
  }
}

package dev.tlsdiag.pile;

import static dev.tlsdiag.pile.DocumentKind.CILIUM_DBG;
import static dev.tlsdiag.pile.DocumentKind.CILIUM_LOG;
import static dev.tlsdiag.pile.DocumentKind.CILIUM_MONITOR;
import static dev.tlsdiag.pile.DocumentKind.CURL_VERBOSE;
import static dev.tlsdiag.pile.DocumentKind.ENVOY_ACCESS_LOG;
import static dev.tlsdiag.pile.DocumentKind.ENVOY_CLUSTERS;
import static dev.tlsdiag.pile.DocumentKind.ENVOY_LISTENERS;
import static dev.tlsdiag.pile.DocumentKind.ENVOY_LOG;
import static dev.tlsdiag.pile.DocumentKind.ENVOY_STATS;
import static dev.tlsdiag.pile.DocumentKind.HAPROXY_LOG;
import static dev.tlsdiag.pile.DocumentKind.HUBBLE_FLOWS;
import static dev.tlsdiag.pile.DocumentKind.KUBERNETES_EVENTS;
import static dev.tlsdiag.pile.DocumentKind.MANIFESTS;
import static dev.tlsdiag.pile.DocumentKind.NGINX_ACCESS_LOG;
import static dev.tlsdiag.pile.DocumentKind.NGINX_ERROR_LOG;
import static dev.tlsdiag.pile.DocumentKind.OPENSSL_S_CLIENT;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells what a text is by its lines: each votes for the kinds it could belong to. */
final class TextVotes {
  private static final int MOST_LINES = 400;
  private static final int LONGEST_LINE = 1_000;

  /**
   * A line of a kind.
   *
   * @param weight of its vote: a line that nothing else could be counts for many
   */
  private record Sign(DocumentKind kind, int weight, Pattern line) {}

  /** Before a line: what a container's log, journald or syslog puts there. */
  private static final String ANY_PREFIX = "(?:.{0,120}? )??";

  private static final String CLOCK = "[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}";
  private static final String SYSLOG =
      "(?:<\\d{1,3}>)?[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d";

  private static final List<Sign> SIGNS =
      List.of(
          sign(HUBBLE_FLOWS, 5, CLOCK + "(?: \\[[^\\]]*\\])?: \\S.{0,300}? (?:->|<-|<>) .*"),
          sign(
              HUBBLE_FLOWS,
              20,
              "(?:TIMESTAMP|TIME) +(?:NODE +)?SOURCE +DESTINATION +TYPE +VERDICT.*"),
          sign(HUBBLE_FLOWS, 3, " *(?:TIMESTAMP|SOURCE|DESTINATION|VERDICT|SUMMARY): \\S.*"),
          sign(
              CILIUM_MONITOR,
              5,
              "(?:->|<-|\\?\\?) (?:Request|Response) \\S+ (?:from|to) \\d+ \\(.*"),
          sign(
              CILIUM_MONITOR,
              5,
              "(?:->|<-) (?:endpoint|proxy|host|stack|overlay|network|crypto)\\b.* flow 0x.*"),
          sign(CILIUM_MONITOR, 5, "xx drop \\([^)]*\\) flow 0x.*"),
          sign(CILIUM_MONITOR, 5, "Policy verdict log: flow 0x.*"),
          sign(CILIUM_MONITOR, 3, "Listening for events on \\d+ CPUs.*"),
          sign(
              ENVOY_LOG,
              5,
              "\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\]\\[\\d+\\]\\[[a-z]+\\]\\[[\\w.]+\\] .*"),
          sign(
              ENVOY_LOG,
              5,
              "(?:time=\\S+ )?level=\\w+ (?:source=\\S+ )?(?:msg=.* )?(?:subsys|module)=[\\w.-]{0,60}envoy.*"),
          sign(ENVOY_LOG, 5, "(?:.{0,60}\\b)?level=\\w+ msg=\".*subsys=envoy-.*"),
          sign(
              ENVOY_LOG,
              5,
              "\\S+Z\\t(?:trace|debug|info|warning|warn|error|critical)\\tenvoy \\S+.*"),
          sign(CILIUM_LOG, 4, "(?:time=\\S+ )?level=\\w+ .*\\bsubsys=(?!envoy)\\S+.*"),
          sign(
              ENVOY_ACCESS_LOG,
              5,
              "\\[\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z\\] \"[^\"]*\" \\d+ .*"),
          sign(
              ENVOY_CLUSTERS,
              5,
              "\\S+::(?:default_priority|high_priority|observability_name|added_via_api|eds_service_name|outlier)::.*"),
          sign(
              ENVOY_CLUSTERS,
              5,
              "\\S+::(?:cx_\\w+|rq_\\w+|health_flags|weight|hostname|success_rate)::.*"),
          sign(
              ENVOY_STATS,
              3,
              "(?:cluster|listener|http|server|cluster_manager|listener_manager|sds|tls_inspector|runtime|vhost|main_thread|workers|cilium)\\.\\S+: (?:\\d+|P0\\(.*|No recorded values|\".*\")$"),
          sign(ENVOY_STATS, 3, "(?:# TYPE )?envoy_\\w+(?:\\{.*\\})? \\S+$"),
          sign(
              ENVOY_LISTENERS,
              3,
              "[^\\s:\\[]+::(?:\\d+\\.\\d+\\.\\d+\\.\\d+|\\[[0-9a-f:]+\\]):\\d+$"),
          sign(
              NGINX_ERROR_LOG,
              6,
              ANY_PREFIX
                  + "\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[(?:debug|info|notice|warn|error|crit|alert|emerg)\\] \\d+#\\d+: .*"),
          sign(
              NGINX_ACCESS_LOG,
              4,
              "\\S+ \\S+ \\S+ \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}\\] \"[^\"]*\" \\d{3} .*"),
          sign(HAPROXY_LOG, 6, "(?:" + SYSLOG + "|\\d{4}-\\S+) .{0,200}\\bhaproxy\\[\\d+\\]: .*"),
          sign(
              HAPROXY_LOG,
              5,
              ANY_PREFIX
                  + "\\S+:\\d+ \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?\\] \\S+ (?:\\S+/\\S+ [-+\\d]+(?:/[-+\\d]+)+ |\\S*/\\S*: ).*"),
          sign(
              HAPROXY_LOG,
              5,
              ANY_PREFIX
                  + "\\S+:\\d+ \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\] \\S+/\\S+: .*"),
          sign(KUBERNETES_EVENTS, 30, "(?:NAMESPACE +)?LAST SEEN +TYPE +REASON +(?:OBJECT|KIND).*"),
          sign(
              KUBERNETES_EVENTS,
              4,
              " +(?:Normal|Warning) +[A-Z]\\w+ +\\S+(?: \\(.*\\))?  +\\S+ +.*"),
          sign(OPENSSL_S_CLIENT, 10, "CONNECTED\\([0-9A-Fa-f]+\\)"),
          sign(
              OPENSSL_S_CLIENT,
              5,
              "(?:SSL handshake has read \\d+ bytes.*|No client certificate CA names sent|no peer certificate available|Verify return code: .*|verify (?:error|return):.*|depth=\\d+ .*)"),
          sign(OPENSSL_S_CLIENT, 3, " +Verify return code: \\d+ .*"),
          sign(
              CURL_VERBOSE,
              4,
              "\\* +(?:Trying .*|Connected to .*|Host \\S+ was resolved.*|Could not resolve.*|Connection #\\d+ .*|ALPN[,:].*|TLSv1.*|SSL connection using .*|Server certificate:.*|Uses proxy env .*|Establish HTTP proxy tunnel.*|CONNECT .*|CAfile: .*|schannel: .*|OpenSSL .*|connect to .* failed: .*|closing connection.*|Closing connection.*)"),
          sign(CURL_VERBOSE, 3, "< HTTP/[\\d.]+ \\d{3}.*|> [A-Z]+ \\S+ HTTP/[\\d.]+.*"),
          sign(CURL_VERBOSE, 8, "curl: \\(\\d+\\) .*"),
          sign(MANIFESTS, 8, "(?:- )?apiVersion: *[\"']?[\\w./-]+[\"']?.*"),
          sign(MANIFESTS, 4, " {0,2}kind: *[\"']?[A-Z]\\w+[\"']?.*"),
          sign(CILIUM_DBG, 8, "(?:Client|Daemon): +v?\\d+\\.\\d+\\.\\d+\\S* [0-9a-f]+ .*"),
          sign(
              CILIUM_DBG,
              12,
              "(?:Endpoint|ENDPOINT|IDENTITY|ID|SOURCE|KVStore:|POLICY|DIRECTION) .*(?:FQDN|TTL|ExpirationTime|EXPIRATION|LABELS|SECURITY|PROXY PORT|BYTES).*"),
          sign(
              CILIUM_DBG,
              5,
              "(?:KVStore|Kubernetes|KubeProxyReplacement|Cilium health daemon|Proxy Status|Hubble|IPAM|Controller Status|NodeMonitor|Global Identity Range|Cluster health|Encryption|Modules Health):  +.*"));

  private TextVotes() {}

  private static Sign sign(DocumentKind kind, int weight, String line) {
    return new Sign(kind, weight, Pattern.compile(line));
  }

  /**
   * The kind that most of the lines vote for, weighed; empty where hardly any do.
   *
   * @param text the document's beginning
   */
  static Optional<DocumentKind> of(String text) {
    Map<DocumentKind, Integer> votes = new EnumMap<>(DocumentKind.class);
    int[] lines = {0};
    text.lines()
        .filter(line -> !line.isBlank())
        .limit(MOST_LINES)
        .forEach(
            line -> {
              lines[0]++;
              vote(votes, line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line);
            });
    return votes.entrySet().stream()
        .filter(entry -> enough(entry.getValue(), lines[0]))
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey);
  }

  private static void vote(Map<DocumentKind, Integer> votes, String line) {
    Map<DocumentKind, Integer> strongest = new EnumMap<>(DocumentKind.class);
    for (Sign sign : SIGNS) {
      if (sign.weight() > strongest.getOrDefault(sign.kind(), 0)
          && sign.line().matcher(line).matches()) {
        strongest.put(sign.kind(), sign.weight());
      }
    }
    strongest.forEach((kind, weight) -> votes.merge(kind, weight, Integer::sum));
  }

  /** Stack traces, headers and what was printed before may make up most of a log. */
  private static boolean enough(int weight, int lines) {
    return weight >= 3 && weight * 20 >= lines * 3;
  }
}

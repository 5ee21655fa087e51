package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The counters of {@code /stats} that tell of connections and TLS; text, JSON or Prometheus.
 *
 * @param counts in the order of the document, zeros too
 * @param others counters and lines that are not among them
 */
public record EnvoyStats(List<Count> counts, long others) {
  /** Of what a counter counts. */
  public enum Scope {
    CLUSTER,
    LISTENER,
    /** An HTTP manager, by its prefix. */
    HTTP,
    TLS_INSPECTOR,
    /** A secret. */
    SDS,
    OTHER
  }

  /**
   * @param subject name of the cluster, address of the listener …; empty text of the one there is
   */
  public record Count(
      Scope scope, String subject, StatCounter counter, long value, Evidence.ConfigLine at) {
    public Count {
      requireNonNull(scope, "scope is null");
      requireNonNull(subject, "subject is null");
      requireNonNull(counter, "counter is null");
      requireNonNull(at, "at is null");
    }

    /** {@code 300 connects timed out: the server is silent, in TCP or in TLS}. */
    public String reading() {
      return value + " " + counter.meaning();
    }
  }

  private static final String CLUSTER_LABEL = "envoy_cluster_name";

  private static final Pattern COUNTER = Pattern.compile("[\\w.|:\\-]+: .*|envoy_\\w+(\\{.*})? .*");

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

  /** By the front of a text's names, and of Prometheus' names with the label of the subject. */
  private enum Front {
    CLUSTER("cluster.", "envoy_cluster_", CLUSTER_LABEL, Scope.CLUSTER),
    LISTENER("listener.", "envoy_listener_", "envoy_listener_address", Scope.LISTENER),
    HTTP("http.", "envoy_http_", "envoy_http_conn_manager_prefix", Scope.HTTP),
    INSPECTOR("tls_inspector.", "envoy_tls_inspector_", "", Scope.TLS_INSPECTOR),
    SDS("sds.", "envoy_sds_", "envoy_sds_name", Scope.SDS);

    private final String text;
    private final String prometheus;
    private final String label;
    private final Scope scope;

    Front(String text, String prometheus, String label, Scope scope) {
      this.text = text;
      this.prometheus = prometheus;
      this.label = label;
      this.scope = scope;
    }
  }

  public EnvoyStats {
    counts = List.copyOf(counts);
  }

  /**
   * @param name to show
   * @throws UnreadableDumpException where nothing in it is a counter of Envoy
   */
  public static EnvoyStats parse(String name, byte[] text) throws UnreadableDumpException {
    List<Count> counts = new ArrayList<>();
    long others = 0;
    if (AdminText.isJson(text)) {
      Json document = JsonText.parse(name, text);
      for (Json stat : document.at("stats").items()) {
        Optional<Count> count =
            ofText(stat.textOrEmpty("name"), stat.textOrEmpty("value"), stat.place());
        count.ifPresent(counts::add);
        others += count.isPresent() ? 0 : 1;
      }
      if (!document.at("stats").isList()) {
        throw new UnreadableDumpException(document.place(), "is JSON, but no stats of Envoy");
      }
      return new EnvoyStats(counts, others);
    }
    boolean any = false;
    for (AdminText.Line line : AdminText.lines(name, text)) {
      if (line.text().startsWith("#")) {
        continue;
      }
      Optional<Count> count = ofLine(line);
      count.ifPresent(counts::add);
      others += count.isPresent() ? 0 : 1;
      any = any || count.isPresent() || COUNTER.matcher(line.text()).matches();
    }
    if (!any) {
      throw new UnreadableDumpException(
          new Evidence.ConfigLine(name, 1, 1), "has no counter of Envoy's stats");
    }
    return new EnvoyStats(counts, others);
  }

  private static Optional<Count> ofLine(AdminText.Line line) {
    String text = line.text();
    if (text.startsWith("envoy_")) {
      return ofPrometheus(text, line.place());
    }
    int colon = text.lastIndexOf(": ");
    return colon < 0
        ? Optional.empty()
        : ofText(text.substring(0, colon), text.substring(colon + 2), line.place());
  }

  private static Optional<Count> ofText(String name, String value, Evidence.ConfigLine at) {
    if (!isCount(value)) {
      return Optional.empty();
    }
    int dot = name.lastIndexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    boolean tls = name.startsWith("ssl", dot - 3) && (dot == 3 || name.charAt(dot - 4) == '.');
    int cut = tls ? dot - 4 : dot;
    Optional<StatCounter> counter = StatCounter.of(name.substring(cut + 1));
    if (counter.isEmpty()) {
      counter = StatCounter.of(name.substring(dot + 1)); // ssl.…_context_secrets_not_ready
    }
    if (counter.isEmpty()) {
      return Optional.empty();
    }
    String front = name.substring(0, Math.max(0, cut));
    for (Front known : Front.values()) {
      boolean alone = (front + ".").equals(known.text);
      if (alone || front.startsWith(known.text)) {
        String subject = alone ? "" : front.substring(known.text.length());
        return Optional.of(
            new Count(known.scope, subject, counter.get(), Long.parseLong(value), at));
      }
    }
    return Optional.of(new Count(Scope.OTHER, front, counter.get(), Long.parseLong(value), at));
  }

  private static boolean isCount(String value) {
    return DIGITS.matcher(value).matches();
  }

  /** {@code envoy_cluster_upstream_rq{envoy_response_code="503",envoy_cluster_name="x"} 100}. */
  private static Optional<Count> ofPrometheus(String line, Evidence.ConfigLine at) {
    int brace = line.indexOf('{');
    int close = line.lastIndexOf('}');
    int blank = close > 0 ? close + 1 : line.indexOf(' ');
    if (blank < 0 || blank + 1 > line.length() || brace >= 0 && close < brace) {
      return Optional.empty();
    }
    String value = line.substring(blank).strip();
    if (!isCount(value)) {
      return Optional.empty();
    }
    Map<String, String> labels = brace < 0 ? Map.of() : labels(line.substring(brace + 1, close));
    String name = line.substring(0, brace < 0 ? blank : brace);
    for (Front known : Front.values()) {
      if (name.startsWith(known.prometheus)) {
        String rest = name.substring(known.prometheus.length());
        String code = labels.getOrDefault("envoy_response_code", "");
        String classOf = labels.getOrDefault("envoy_response_code_class", "");
        String whole =
            rest.equals("upstream_rq") && !code.isEmpty()
                ? "upstream_rq_" + code
                : rest.equals("upstream_rq_xx") ? "upstream_rq_" + classOf + "xx" : rest;
        return StatCounter.ofPrometheus(whole)
            .map(
                counter ->
                    new Count(
                        known.scope,
                        labels.getOrDefault(known.label, ""),
                        counter,
                        Long.parseLong(value),
                        at));
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    int at = 0;
    while (at < text.length()) {
      int equals = text.indexOf("=\"", at);
      if (equals < 0) {
        break;
      }
      StringBuilder value = new StringBuilder();
      int i = equals + 2;
      while (i < text.length() && text.charAt(i) != '"') {
        if (text.charAt(i) == '\\' && i + 1 < text.length()) {
          i++;
        }
        value.append(text.charAt(i));
        i++;
      }
      labels.put(text.substring(at, equals), value.toString());
      at = i + 2;
    }
    return labels;
  }

  /** 0 where it was not counted. */
  public long value(Scope scope, String subject, StatCounter counter) {
    return counts.stream()
        .filter(
            one ->
                one.scope() == scope && one.counter() == counter && one.subject().equals(subject))
        .mapToLong(Count::value)
        .findFirst()
        .orElse(0);
  }

  /** The counters that have risen and tell of a failure. */
  public List<Count> failures() {
    return counts.stream()
        .filter(one -> one.value() > 0 && one.counter().tellsOfFailure())
        .toList();
  }
}

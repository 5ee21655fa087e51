package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A cluster as its configuration has it, above all how it talks TLS to its servers.
 *
 * @param type {@code ORIGINAL_DST}, {@code STRICT_DNS}, {@code EDS}, {@code STATIC} …; a plug-in's
 *     name of others
 * @param state where in the dump it stands
 * @param transports those chosen by metadata first, the one for the rest last; at least one
 * @param httpOptions what its HTTP options say of SNI
 * @param autoSni {@code auto_sni}: SNI is the request's host
 * @param autoSniHeader {@code override_auto_sni_header}
 * @param autoSanValidation {@code auto_san_validation}: the certificate must have that name
 * @param connectTimeout as configured, else Envoy's default of 5 s; TLS is part of it
 * @param maxRetries at a time, of the default priority ({@code circuit_breakers})
 * @param hosts of a {@code load_assignment}, {@code host:port} or a path
 * @param at its name, or the cluster
 */
public record ClusterTls(
    String name,
    String type,
    ResourceState state,
    List<UpstreamTransport> transports,
    HttpOptions httpOptions,
    boolean autoSni,
    Optional<String> autoSniHeader,
    boolean autoSanValidation,
    Duration connectTimeout,
    OptionalInt maxRetries,
    List<String> hosts,
    Evidence.ConfigLine at) {
  /** Whether {@code upstream_http_protocol_options} is there: builds differ in what they write. */
  public enum HttpOptions {
    ABSENT,
    EMPTY,
    PRESENT
  }

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private static final String EXTENSION = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

  public ClusterTls {
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
    requireNonNull(state, "state is null");
    transports = List.copyOf(transports);
    if (transports.isEmpty()) {
      throw new IllegalArgumentException("a cluster without a transport: " + name);
    }
    requireNonNull(httpOptions, "httpOptions is null");
    requireNonNull(autoSniHeader, "autoSniHeader is null");
    requireNonNull(connectTimeout, "connectTimeout is null");
    requireNonNull(maxRetries, "maxRetries is null");
    hosts = List.copyOf(hosts);
    requireNonNull(at, "at is null");
  }

  static ClusterTls of(Json cluster, ResourceState state) {
    Json options =
        cluster.at("typed_extension_protocol_options", EXTENSION, "upstream_http_protocol_options");
    if (!options.present()) {
      options = cluster.at("upstream_http_protocol_options"); // where it was until 2021
    }
    String plugin = cluster.textOrEmpty("cluster_type", "name");
    return new ClusterTls(
        cluster.textOrEmpty("name"),
        cluster.text("type").orElse(plugin.isEmpty() ? "STATIC" : plugin),
        state,
        UpstreamTransport.ofCluster(cluster),
        httpOptions(options),
        options.truth("auto_sni"),
        options.text("override_auto_sni_header"),
        options.truth("auto_san_validation"),
        cluster.duration("connect_timeout").orElse(CONNECT_TIMEOUT),
        maxRetries(cluster),
        hosts(cluster),
        cluster.has("name") ? cluster.at("name").place() : cluster.place());
  }

  private static HttpOptions httpOptions(Json options) {
    if (!options.present()) {
      return HttpOptions.ABSENT;
    }
    return options.members().isEmpty() ? HttpOptions.EMPTY : HttpOptions.PRESENT;
  }

  private static OptionalInt maxRetries(Json cluster) {
    return cluster
        .each("circuit_breakers", "thresholds")
        .filter(
            one ->
                one.textOrEmpty("priority").isEmpty()
                    || one.textOrEmpty("priority").equals("DEFAULT"))
        .map(one -> one.number("max_retries"))
        .filter(OptionalInt::isPresent)
        .findFirst()
        .orElse(OptionalInt.empty());
  }

  private static List<String> hosts(Json cluster) {
    Stream<Json> assigned =
        cluster
            .each("load_assignment", "endpoints")
            .flatMap(locality -> locality.each("lb_endpoints"))
            .map(endpoint -> endpoint.at("endpoint", "address"));
    return Stream.concat(assigned, cluster.each("hosts"))
        .map(Addresses::text)
        .filter(text -> !text.isEmpty())
        .distinct()
        .toList();
  }

  /** The transport that matters for TLS: the first that speaks it, else the one for the rest. */
  public UpstreamTransport main() {
    return transports.stream()
        .filter(UpstreamTransport::isTls)
        .findFirst()
        .orElse(transports.get(transports.size() - 1));
  }

  public boolean isTls() {
    return main().isTls();
  }

  /**
   * Where the SNI of a request through this transport comes from. A filter that says one itself
   * goes before all of these; but for Cilium's no filter shows it in the configuration.
   *
   * @param version of the Envoy, where it is known: builds of Cilium differ
   */
  public SniSource sni(UpstreamTransport transport, Optional<EnvoyVersion> version) {
    if (!transport.isTls()) {
      return new SniSource.None();
    }
    if (autoSni) {
      return new SniSource.FromHost(autoSniHeader);
    }
    if (transport.kind() == UpstreamTransport.Kind.CILIUM_TLS) {
      return new SniSource.FromClient(ciliumPassesSni(version));
    }
    if (transport.autoHostSni()) {
      return new SniSource.FromEndpoint();
    }
    return transport.sni().<SniSource>map(SniSource.Fixed::new).orElseGet(SniSource.None::new);
  }

  /**
   * Cilium's filters gave the client's SNI until February 2022 (Envoy 1.18 is before that) and do
   * again since November 2022 (1.23 came after that). An agent that writes the options, if empty,
   * is one that relies on the filter.
   */
  private boolean ciliumPassesSni(Optional<EnvoyVersion> version) {
    return httpOptions == HttpOptions.EMPTY
        || version.filter(v -> v.isAtLeast(1, 23) || !v.isAtLeast(1, 20)).isPresent();
  }

  /**
   * What the name in the server's certificate is compared with, in a few words; empty where with
   * nothing.
   *
   * @param version of the Envoy, where it is known
   */
  public Optional<String> nameCheck(UpstreamTransport transport, Optional<EnvoyVersion> version) {
    if (!transport.isTls()) {
      return Optional.empty();
    }
    if (autoSanValidation) {
      return Optional.of(autoSni ? "Host" : "the SNI that a filter set");
    }
    if (transport.autoSniSanValidation()) {
      return Optional.of("the SNI sent");
    }
    if (sni(transport, version) instanceof SniSource.FromClient filter) {
      return filter.certain() ? Optional.of("the client's SNI") : Optional.empty();
    }
    return transport.check().names().isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(" or ", transport.check().names()));
  }
}

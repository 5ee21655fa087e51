package dev.tlsdiag.mesh.envoy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Collects what the parts of a dump say. One per dump. */
final class DumpReader {
  /** More formats than that are no configuration. */
  private static final int MOST_FORMATS = 100;

  private final String name;
  private Optional<EnvoyNode> node = Optional.empty();
  private final List<ClusterTls> clusters = new ArrayList<>();
  private final List<EnvoyListener> listeners = new ArrayList<>();
  private final List<EnvoyRoutes> routes = new ArrayList<>();
  private final List<EnvoySecret> secrets = new ArrayList<>();
  private final List<RejectedConfig> rejected = new ArrayList<>();
  private final List<CiliumPolicyDump> policies = new ArrayList<>();
  private final Set<String> logFormats = new LinkedHashSet<>();
  private final Map<String, Integer> unknownTypes = new TreeMap<>();

  DumpReader(String name) {
    this.name = name;
  }

  ConfigDump dump() {
    return new ConfigDump(
        name,
        node,
        clusters,
        listeners,
        routes,
        secrets,
        rejected,
        policies,
        List.copyOf(logFormats),
        unknownTypes);
  }

  /**
   * The whole dump, one of its parts, a list of resources, or one.
   *
   * @return whether it was any of these
   */
  boolean read(Json document) {
    if (document.isList()) {
      boolean any = false;
      for (Json item : document.items()) {
        any |= item.isObject() && read(item);
      }
      return any;
    }
    if (document.at("configs").isList()) {
      document.at("configs").items().forEach(this::part);
      return true;
    }
    if (!document.type().isEmpty()) {
      int unknown = unknownTypes.size();
      part(document);
      return unknownTypes.size() == unknown;
    }
    return untyped(document);
  }

  /** Without {@code @type}: known by its members. */
  private boolean untyped(Json value) {
    if (value.has("static_resources") || value.has("dynamic_resources")) {
      bootstrap(value, true);
    } else if (value.has("tls_certificate")
        || value.has("validation_context")
        || value.has("generic_secret")) {
      secret(value.textOrEmpty("name"), value, ResourceState.ACTIVE, value);
    } else if (value.has("virtual_hosts")) {
      routes.add(EnvoyRoutes.of(value, ResourceState.ACTIVE));
    } else if (value.has("filter_chains") || value.has("default_filter_chain")) {
      listener(value, ResourceState.ACTIVE);
    } else if (value.has("name")
        && (value.has("transport_socket")
            || value.has("transport_socket_matches")
            || value.has("load_assignment")
            || value.has("connect_timeout")
            || value.has("lb_policy")
            || value.has("eds_cluster_config"))) {
      clusters.add(ClusterTls.of(value, ResourceState.ACTIVE));
      noteTypes(clusters.get(clusters.size() - 1));
    } else {
      return false;
    }
    return true;
  }

  private void part(Json part) {
    String whole = part.textOrEmpty("@type");
    switch (part.type()) {
      case "BootstrapConfigDump" -> bootstrap(part.at("bootstrap"), false);
      case "Bootstrap" -> bootstrap(part, true);
      case "ClustersConfigDump" -> {
        part.each("static_clusters").forEach(one -> cluster(one, ResourceState.STATIC));
        part.each("dynamic_active_clusters").forEach(one -> cluster(one, ResourceState.ACTIVE));
        part.each("dynamic_warming_clusters").forEach(one -> cluster(one, ResourceState.WARMING));
      }
      case "StaticCluster" -> cluster(part, ResourceState.STATIC);
      case "DynamicCluster" -> cluster(part, ResourceState.ACTIVE);
      case "Cluster" -> cluster(part, part, ResourceState.ACTIVE);
      case "ListenersConfigDump" -> {
        part.each("static_listeners")
            .forEach(one -> listener(one.at("listener"), ResourceState.STATIC));
        part.each("dynamic_listeners").forEach(this::dynamicListener);
      }
      case "StaticListener" -> listener(part.at("listener"), ResourceState.STATIC);
      case "DynamicListener" -> dynamicListener(part);
      case "Listener" -> listener(part, ResourceState.ACTIVE);
      case "RoutesConfigDump" -> {
        part.each("static_route_configs").forEach(one -> routes(one, ResourceState.STATIC));
        part.each("dynamic_route_configs").forEach(one -> routes(one, ResourceState.ACTIVE));
      }
      case "StaticRouteConfig" -> routes(part, ResourceState.STATIC);
      case "DynamicRouteConfig" -> routes(part, ResourceState.ACTIVE);
      case "RouteConfiguration" -> routes.add(EnvoyRoutes.of(part, ResourceState.ACTIVE));
      case "ScopedRoutesConfigDump", "EndpointsConfigDump", "EcdsConfigDump" -> {
        // Nothing of TLS is in these.
      }
      case "SecretsConfigDump" -> {
        part.each("static_secrets").forEach(one -> secret(one, ResourceState.STATIC));
        part.each("dynamic_active_secrets").forEach(one -> secret(one, ResourceState.ACTIVE));
        part.each("dynamic_warming_secrets").forEach(one -> secret(one, ResourceState.WARMING));
      }
      case "StaticSecret" -> secret(part, ResourceState.STATIC);
      case "DynamicSecret" -> secret(part, ResourceState.ACTIVE);
      case "Secret" -> secret(part.textOrEmpty("name"), part, ResourceState.ACTIVE, part);
      case "NetworkPoliciesConfigDump" ->
          part.each("networkpolicies").forEach(policy -> policies.add(CiliumPolicyDump.of(policy)));
      default -> count(whole.isEmpty() ? "without @type" : whole);
    }
  }

  private void count(String type) {
    unknownTypes.merge(type, 1, Integer::sum);
  }

  /** Its resources are in the other parts as well, if there are any. */
  private void bootstrap(Json bootstrap, boolean alone) {
    if (bootstrap.has("node")) {
      node = Optional.of(EnvoyNode.of(bootstrap.at("node")));
    }
    if (alone) {
      Json resources = bootstrap.at("static_resources");
      resources.each("clusters").forEach(one -> cluster(one, one, ResourceState.STATIC));
      resources.each("listeners").forEach(one -> listener(one, ResourceState.STATIC));
      resources
          .each("secrets")
          .forEach(one -> secret(one.textOrEmpty("name"), one, ResourceState.STATIC, one));
    }
  }

  private void cluster(Json entry, ResourceState state) {
    cluster(entry.at("cluster"), entry, state);
  }

  private void cluster(Json cluster, Json entry, ResourceState state) {
    if (cluster.isObject()) {
      ClusterTls read = ClusterTls.of(cluster, state);
      clusters.add(read);
      noteTypes(read);
    }
    reject("cluster " + name(cluster, entry, "cluster"), entry);
  }

  private void noteTypes(ClusterTls cluster) {
    cluster.transports().stream()
        .filter(transport -> transport.kind() == UpstreamTransport.Kind.OTHER)
        .forEach(transport -> count(transport.name()));
  }

  private void dynamicListener(Json entry) {
    listener(entry.at("active_state", "listener"), ResourceState.ACTIVE);
    listener(entry.at("warming_state", "listener"), ResourceState.WARMING);
    listener(entry.at("draining_state", "listener"), ResourceState.DRAINING);
    reject("listener " + name(entry, entry, "listener"), entry);
  }

  private void listener(Json listener, ResourceState state) {
    if (!listener.isObject()) {
      return;
    }
    listeners.add(EnvoyListener.of(listener, state));
    formats(listener.at("access_log"));
    List<Json> chains = new ArrayList<>(listener.at("filter_chains").items());
    chains.add(listener.at("default_filter_chain"));
    for (Json chain : chains) {
      for (Json filter : chain.at("filters").items()) {
        Json config = FilterChain.configOf(filter);
        formats(config.at("access_log"));
        Json inline = config.at("route_config");
        if (inline.isObject()) {
          routes.add(EnvoyRoutes.of(inline, state));
        }
      }
    }
  }

  private void routes(Json entry, ResourceState state) {
    Json config = entry.at("route_config");
    if (config.isObject()) {
      routes.add(EnvoyRoutes.of(config, state));
    }
    reject("routes " + name(config, entry, "route_config"), entry);
  }

  private void secret(Json entry, ResourceState state) {
    Json secret = entry.at("secret");
    String named = entry.text("name").or(() -> secret.text("name")).orElse("");
    secret(named, secret, state, entry);
  }

  private void secret(String named, Json secret, ResourceState state, Json entry) {
    secrets.add(EnvoySecret.of(named, secret, state, entry.place()));
    reject("secret " + named, entry);
  }

  private void reject(String resource, Json entry) {
    RejectedConfig.of(resource, entry).ifPresent(rejected::add);
  }

  /** Of a resource that was never taken the name is only in what was refused. */
  private static String name(Json resource, Json entry, String what) {
    return resource
        .text("name")
        .or(() -> entry.text("error_state", "failed_configuration", "name"))
        .or(() -> entry.text("error_state", "failed_configuration", what, "name"))
        .orElse("without a name");
  }

  private void formats(Json logs) {
    for (Json log : logs.items()) {
      Json config = FilterChain.configOf(log);
      Json format = config.at("log_format");
      config
          .text("format")
          .or(() -> format.text("text_format"))
          .or(() -> format.text("text_format_source", "inline_string"))
          .filter(text -> logFormats.size() < MOST_FORMATS)
          .ifPresent(logFormats::add);
    }
  }
}

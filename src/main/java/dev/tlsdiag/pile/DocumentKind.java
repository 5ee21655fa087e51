package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

/** What a document of a pile is. Told by content; a file's name only where content leaves open. */
public enum DocumentKind {
  PCAP("pcap capture", "handshake"),
  PCAPNG("pcapng capture", "handshake"),
  HUBBLE_FLOWS("Hubble flows", "Hubble flow"),
  CILIUM_MONITOR("cilium monitor output", "cilium monitor line"),
  CILIUM_DBG("cilium-dbg output", "row", "rows"),
  CILIUM_LOG("Cilium agent log", "agent log line"),
  ENVOY_CONFIG_DUMP("Envoy config_dump", "cluster"),
  ENVOY_CLUSTERS("Envoy clusters", "cluster"),
  ENVOY_CERTS("Envoy certs", "certificate"),
  ENVOY_STATS("Envoy stats", "statistic"),
  ENVOY_SERVER_INFO("Envoy server_info", "fact"),
  ENVOY_LISTENERS("Envoy listeners", "listener"),
  ENVOY_LOG("Envoy log", "Envoy log line"),
  ENVOY_ACCESS_LOG("Envoy access log", "Envoy access log line"),
  NGINX_ERROR_LOG("nginx error log", "nginx error log line"),
  NGINX_ACCESS_LOG("nginx access log", "nginx access log line"),
  HAPROXY_LOG("HAProxy log", "HAProxy log line"),
  MITMPROXY_FLOWS("mitmproxy flows", "mitmproxy flow"),
  MANIFESTS("Kubernetes manifests", "resource"),
  KUBERNETES_EVENTS("Kubernetes events", "Kubernetes event"),
  HAR("HAR", "request"),
  PROXY_EVENTS("tlsdiag proxy events", "proxy event"),
  REPORT("tlsdiag report", "finding"),
  CERTIFICATES("certificates", "certificate"),
  CURL_VERBOSE("output of curl -v", "step"),
  OPENSSL_S_CLIENT("output of openssl s_client", "step"),
  /** Any other text: looked through for lines that speak of TLS. */
  TEXT("text", "line about TLS", "lines about TLS"),
  ARCHIVE("archive", "member"),
  EMPTY("empty", "byte"),
  UNKNOWN("not recognised", "byte");

  private final String label;
  private final String one;
  private final String many;

  DocumentKind(String label, String one) {
    this(label, one, one + "s");
  }

  DocumentKind(String label, String one, String many) {
    this.label = requireNonNull(label, "label is null");
    this.one = one;
    this.many = many;
  }

  /** What such a document is called in a sentence. */
  public String label() {
    return label;
  }

  /** {@code 1 Hubble flow}, {@code 1,204 Hubble flows}. */
  public String count(long number) {
    return "%s %s".formatted(Numbers.grouped(number), number == 1 ? one : many);
  }
}

package dev.tlsdiag.mesh;

/** Who tells of something. */
public enum SourceKind {
  HUBBLE("Hubble flow"),
  CILIUM_MONITOR("cilium monitor"),
  CILIUM_AGENT("Cilium agent"),
  ENVOY_LOG("Envoy log"),
  ENVOY_ACCESS_LOG("Envoy access log"),
  NGINX_ERROR_LOG("nginx error log"),
  NGINX_ACCESS_LOG("nginx access log"),
  HAPROXY_LOG("HAProxy log"),
  MITMPROXY("mitmproxy flow"),
  KUBERNETES_EVENT("Kubernetes event"),
  PROXY_RECORD("tlsdiag record"),
  CLIENT_OUTPUT("client's output");

  private final String label;

  SourceKind(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}

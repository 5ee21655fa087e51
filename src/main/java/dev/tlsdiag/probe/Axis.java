package dev.tlsdiag.probe;

/** What a probe varies, in the order in which a flip is blamed. */
public enum Axis {
  SNI("sni"),
  SEGMENTS("segments"),
  SIZE("size"),
  GROUPS("groups"),
  VERSIONS("versions"),
  ALPN("alpn"),
  CIPHERS("ciphers"),
  SIGNATURES("signatures"),
  RESUMPTION("resumption"),
  PROXY_HEADER("proxy-header"),
  PLAINTEXT("plaintext"),
  STARTTLS("starttls");

  private final String label;

  Axis(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}

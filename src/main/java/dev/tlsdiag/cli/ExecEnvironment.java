package dev.tlsdiag.cli;

import dev.tlsdiag.tcp.Endpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The variables by which the usual runtimes find the proxy, and trust it. */
final class ExecEnvironment {
  private static final List<String> PROXY =
      List.of("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY");

  /** They take the authorities in place of the usual ones. */
  private static final List<String> BUNDLES =
      List.of(
          "SSL_CERT_FILE", // OpenSSL, and so Python's ssl, Ruby, PHP; Go
          "CURL_CA_BUNDLE",
          "REQUESTS_CA_BUNDLE",
          "PIP_CERT",
          "AWS_CA_BUNDLE",
          "GIT_SSL_CAINFO",
          "CARGO_HTTP_CAINFO",
          "HTTPLIB2_CA_CERTS",
          "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE",
          "NIX_SSL_CERT_FILE",
          "npm_config_cafile");

  private ExecEnvironment() {}

  /**
   * What to set; the rest of the environment stays.
   *
   * @param environment as it is
   */
  static Map<String, String> of(Endpoint proxy, ExecTrust trust, Map<String, String> environment) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String name : PROXY) {
      variables.put(name, "http://" + proxy);
    }
    variables.put("no_proxy", "");
    variables.put("NO_PROXY", "");
    for (String name : BUNDLES) {
      variables.put(name, trust.bundle().toString());
    }
    variables.put("NODE_EXTRA_CA_CERTS", trust.authority().toString());
    variables.put("NODE_USE_ENV_PROXY", "1");
    variables.put("DENO_CERT", trust.authority().toString());
    variables.put("WGETRC", trust.wgetrc().toString());
    variables.put(
        "JAVA_TOOL_OPTIONS",
        (environment.getOrDefault("JAVA_TOOL_OPTIONS", "") + " " + java(proxy, trust)).strip());
    return variables;
  }

  /** Why nothing of a command came to the proxy, as far as its name tells. */
  static String whySilent(String command) {
    String name = command.substring(command.lastIndexOf('/') + 1);
    return switch (name) {
      case "node", "npx", "nodejs", "yarn", "pnpm", "ts-node", "tsx" ->
          "Node takes a proxy from the environment from 22.21 and 24.0 on; what runs on an older one"
              + " has to set it itself (undici's ProxyAgent, global-agent)";
      case "go" -> "Go uses no proxy for localhost and 127.0.0.0/8";
      default ->
          "the command made none, or takes no proxy from the environment (Node below 22.21, Go for"
              + " localhost)";
    };
  }

  private static String java(Endpoint proxy, ExecTrust trust) {
    return String.join(
        " ",
        "-Dhttp.proxyHost=" + proxy.host(),
        "-Dhttp.proxyPort=" + proxy.port(),
        "-Dhttps.proxyHost=" + proxy.host(),
        "-Dhttps.proxyPort=" + proxy.port(),
        "-Dhttp.nonProxyHosts=",
        "-Djavax.net.ssl.trustStore=" + trust.store(),
        "-Djavax.net.ssl.trustStoreType=JKS",
        "-Djavax.net.ssl.trustStorePassword=" + ExecTrust.STORE_PASSWORD);
  }
}

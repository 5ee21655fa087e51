package dev.tlsdiag.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands that show a scenario with programs everybody has. */
final class Trials {
  /** Seconds, for what stays silent. */
  private static final String PATIENCE = "3";

  private static final String CURL = "curl";
  private static final String OPENSSL = "openssl";

  private final LabFiles files;
  private final Optional<ForeignProxy> proxy;
  private final Map<String, String> headers;
  private final List<Trial> list = new ArrayList<>();

  /**
   * @param headers what requests carry beside the usual ones
   */
  Trials(LabFiles files, Optional<ForeignProxy> proxy, Map<String, String> headers) {
    this.files = files;
    this.proxy = proxy;
    this.headers = Map.copyOf(headers);
  }

  List<Trial> list() {
    return List.copyOf(list);
  }

  /** What every target is tried with. */
  void usual(List<Target> targets) {
    for (Target target : targets) {
      curl(target, "directly", target.answers(), List.of());
      if (proxy.isPresent()) {
        boolean served = proxy.get().serves().contains(target.name());
        String about = target.name() + ", through the proxy";
        list.add(new Trial(about, CURL, proxied(target, proxy.get()), served));
      } else if (target.url().getScheme().equals("https")) {
        boolean nameless = target.answers() && !target.needsSni();
        openssl(target, "with SNI", target.answers(), named(target));
        openssl(target, "without SNI", nameless, List.of("-noservername"));
      }
    }
  }

  /** curl, straight to the target, with these options too. */
  void curl(Target target, String about, boolean succeeds, List<String> options) {
    List<String> words = curl();
    files.clientCertificate().ifPresent(file -> words.addAll(List.of("-E", file.toString())));
    words.addAll(options);
    words.addAll(List.of("--resolve", target.resolve(), target.url().toString()));
    list.add(new Trial(target.name() + ", " + about, CURL, words, succeeds));
  }

  /** curl without a client certificate. */
  void anonymousCurl(Target target, boolean succeeds) {
    List<String> words = curl();
    words.addAll(List.of("--resolve", target.resolve(), target.url().toString()));
    String about = target.name() + ", without a certificate";
    list.add(new Trial(about, CURL, words, succeeds));
  }

  private List<String> proxied(Target target, ForeignProxy through) {
    List<String> words = curl();
    switch (through.kind()) {
      case EXPLICIT -> words.addAll(List.of("-x", "http://" + through.address()));
      case EXPLICIT_TLS ->
          words.addAll(List.of("--proxy-insecure", "-x", "https://" + through.address()));
      case INSTEAD_OF_SERVER ->
          words.addAll(List.of("--connect-to", target.authority() + ":" + through.address()));
    }
    words.add(target.url().toString());
    return words;
  }

  private List<String> curl() {
    List<String> words = new ArrayList<>(List.of(CURL, "-sSf", "-m", PATIENCE));
    words.addAll(List.of("--cacert", files.trust().toString()));
    headers.forEach((name, value) -> words.addAll(List.of("-H", name + ": " + value)));
    return words;
  }

  /** OpenSSL's client, with these options too. */
  void openssl(Target target, String about, boolean succeeds, List<String> options) {
    List<String> words = new ArrayList<>(List.of("timeout", PATIENCE, OPENSSL, "s_client"));
    words.addAll(List.of("-brief", "-connect", target.address().toString()));
    words.addAll(options);
    words.addAll(List.of("-alpn", "h2,http/1.1", "-CAfile", files.trust().toString()));
    files.clientCertificate().ifPresent(file -> words.addAll(List.of("-cert", file.toString())));
    words.addAll(List.of("-verify_return_error", "-verify_hostname", target.host()));
    list.add(new Trial(target.name() + ", " + about, OPENSSL, words, succeeds));
  }

  private static List<String> named(Target target) {
    return List.of("-servername", target.host());
  }

  /** A session begun with a name is taken up again without one. */
  void resumed(Target target) {
    String session = files.sibling("session.pem").toString();
    List<String> first = new ArrayList<>(named(target));
    first.addAll(List.of("-tls1_2", "-sess_out", session));
    openssl(target, "with SNI, keeping the session", true, first);
    List<String> second = List.of("-noservername", "-tls1_2", "-sess_in", session);
    openssl(target, "without SNI, resuming it", true, second);
  }

  /**
   * Python through the proxy, set up as urllib3 does it for requests, pip and the AWS CLI: unlike
   * curl it does not take the common name for a name.
   */
  void python(Target target, ForeignProxy through, boolean succeeds) {
    String script =
        """
        import ssl, urllib.request as u; c = ssl.create_default_context(); \
        c.hostname_checks_common_name = False; \
        print(u.urlopen("%s", timeout=%s, context=c).status)"""
            .formatted(target.url(), PATIENCE);
    List<String> words =
        List.of(
            "env",
            "https_proxy=http://" + through.address(),
            "SSL_CERT_FILE=" + files.trust(),
            "python3",
            "-c",
            script);
    String about = target.name() + ", through the proxy, as urllib3 asks";
    list.add(new Trial(about, "python3", words, succeeds));
  }
}

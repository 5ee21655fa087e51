package dev.tlsdiag.cli;

import dev.tlsdiag.proxy.core.HostSelection;
import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.proxy.core.SniPolicy;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trust.CredentialFiles;
import dev.tlsdiag.trust.Passphrase;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.trust.UnusableFileException;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Option;

/** What the embedded proxy does towards servers, and for which hosts it does so. */
final class ProxyUpstreamOptions {
  /** As curl's: fields may be empty, addresses of IPv6 stand in brackets. */
  private static final Pattern CONNECT_TO =
      Pattern.compile(
          "(\\[[^\\]]*\\]|[^:\\s\\[\\]]*):([0-9]*):(\\[[^\\]]*\\]|[^:\\s\\[\\]]*):([0-9]*)");

  @Option(
      names = "--profile",
      order = 20,
      paramLabel = "NAME",
      completionCandidates = Takes.ProxyProfile.class,
      description =
          "Behave as tlsdiag (default), envoy, cilium, cilium-before-sni-fix,"
              + " istio-sidecar, nginx, haproxy or mitmproxy do at their defaults.")
  String profile = "tlsdiag";

  @Option(
      names = "--sni",
      order = 21,
      paramLabel = "auto|host|none|NAME",
      completionCandidates = Takes.SentName.class,
      description = "Server name to send: the client's, that of its Host header, none, or NAME.")
  String sni;

  @Option(
      names = "--alpn",
      order = 22,
      paramLabel = "LIST|none",
      completionCandidates = Takes.Alpn.class,
      description = "Protocols to offer, as h2,http/1.1; usually the client's.")
  String alpn;

  @Option(
      names = "--tls-min",
      order = 23,
      paramLabel = "VERSION",
      completionCandidates = Takes.TlsVersion.class,
      description = "1.0 to 1.3.")
  String tlsMin;

  @Option(
      names = "--tls-max",
      order = 24,
      paramLabel = "VERSION",
      completionCandidates = Takes.TlsVersion.class,
      description = "1.0 to 1.3.")
  String tlsMax;

  @Option(
      names = "--ciphers",
      order = 25,
      paramLabel = "LIST",
      completionCandidates = Takes.Cipher.class,
      description = "Cipher suites to offer, with IANA's or OpenSSL's names.")
  String ciphers;

  @Option(
      names = "--curves",
      order = 26,
      paramLabel = "LIST",
      completionCandidates = Takes.Group.class,
      description = "Groups to offer, as x25519:secp256r1.")
  String curves;

  @Option(
      names = "--client-cert",
      order = 27,
      paramLabel = "FILE",
      completionCandidates = Takes.Pem.class,
      description = "Certificate and key to show to servers that ask.")
  Path clientCertificate;

  @Option(
      names = "--ca",
      order = 28,
      paramLabel = "FILE",
      completionCandidates = Takes.Pem.class,
      description = "Verify servers with these authorities instead of the system's; repeat it.")
  List<Path> authorities;

  @Option(
      names = {"-k", "--insecure"},
      order = 29,
      description = "Do not verify servers at all.")
  boolean insecure;

  @Option(
      names = "--no-verify-name",
      order = 30,
      description = "Verify the chain of servers, not their names.")
  boolean noVerifyName;

  @Option(
      names = "--reuse-sessions",
      order = 31,
      description = "Resume TLS sessions; that can hide what a full handshake shows.")
  boolean reuseSessions;

  @Option(
      names = "--connect-to",
      order = 32,
      paramLabel = "H1:P1:H2:P2",
      description = "Dial H2:P2 for H1:P1, empty ones being any; the name stays. Repeat it.")
  List<String> connectTo = List.of();

  @Option(
      names = "--allow-hosts",
      order = 33,
      paramLabel = "REGEX",
      description = "Intercept only hosts ('name:port') that match; relay others. Repeat it.")
  List<String> allowHosts = List.of();

  @Option(
      names = "--ignore-hosts",
      order = 34,
      paramLabel = "REGEX",
      description = "Relay hosts that match untouched. Repeat it.")
  List<String> ignoreHosts = List.of();

  @Option(
      names = "--certs",
      order = 35,
      paramLabel = "[HOST=]PEM",
      completionCandidates = Takes.Pem.class,
      description = "Certificate and key for HOST ('*.x' too) instead of one made on the fly.")
  List<String> certificates = List.of();

  /** The profile with the other options on top. */
  Profile profile() {
    Profile named =
        Profiles.named(profile)
            .orElseThrow(
                () -> {
                  List<String> names = Profiles.ALL.stream().map(Profile::name).toList();
                  List<String> near = DidYouMean.nearest(profile, names);
                  CommandException problem =
                      CommandException.usage("unknown profile '" + profile + "'");
                  return near.isEmpty()
                      ? problem.likely("one of " + String.join(", ", names))
                      : problem.likely(String.join(", ", near)).attempt("--profile " + near.get(0));
                });
    return named.with(tls(named.tls()));
  }

  private UpstreamTls tls(UpstreamTls usual) {
    UpstreamTls tls = usual;
    if (sni != null) {
      tls = tls.with(sniPolicy());
    }
    if (alpn != null) {
      List<String> protocols = alpn.equals("none") ? List.of() : List.of(alpn.split(","));
      if (protocols.stream().anyMatch(String::isBlank)) {
        throw CommandException.usage("an empty protocol in '--alpn " + alpn + "'")
            .attempt("--alpn h2,http/1.1");
      }
      tls = tls.withAlpn(Optional.of(protocols));
    }
    tls = tls.withVersions(min(tls), max(tls));
    if (tls.minVersion().code() > tls.maxVersion().code()) {
      throw CommandException.usage(
          "no version is left: the lowest is %s, the highest %s"
              .formatted(tls.minVersion().name(), tls.maxVersion().name()));
    }
    if (ciphers != null) {
      tls = tls.withCiphers(TlsNames.ciphers("--ciphers", ciphers));
    }
    if (curves != null) {
      tls = tls.withGroups(TlsNames.groups("--curves", curves));
    }
    if (reuseSessions) {
      tls = tls.withSessions(true);
    }
    if (insecure) {
      return tls.withVerification(false, false);
    }
    if (authorities != null && !tls.verifyChain()) {
      tls = tls.withVerification(true, tls.verifyName()); // who names authorities wants them used
    }
    return noVerifyName ? tls.withVerification(tls.verifyChain(), false) : tls;
  }

  private SniPolicy sniPolicy() {
    return switch (sni) {
      case "auto" -> new SniPolicy.Auto();
      case "host" -> new SniPolicy.Host();
      case "none" -> new SniPolicy.None();
      default -> {
        if (sni.isBlank() || sni.contains(" ")) {
          throw CommandException.usage("no name '" + sni + "' after '--sni'")
              .likely("auto, host, none, or a host name");
        }
        yield new SniPolicy.Fixed(sni);
      }
    };
  }

  private ProtocolVersion min(UpstreamTls usual) {
    if (tlsMin != null) {
      return TlsNames.version("--tls-min", tlsMin);
    }
    // A maximum below the usual minimum means that very version.
    ProtocolVersion max = max(usual);
    return max.code() < usual.minVersion().code() ? max : usual.minVersion();
  }

  private ProtocolVersion max(UpstreamTls usual) {
    if (tlsMax != null) {
      return TlsNames.version("--tls-max", tlsMax);
    }
    ProtocolVersion min =
        tlsMin == null ? usual.minVersion() : TlsNames.version("--tls-min", tlsMin);
    return min.code() > usual.maxVersion().code() ? min : usual.maxVersion();
  }

  /** The authorities that servers are verified with. */
  TrustAnchors trust(Map<String, String> environment) throws IOException {
    if (authorities == null) {
      String file = environment.getOrDefault("SSL_CERT_FILE", "");
      return file.isEmpty() ? TrustStores.system() : TrustStores.load(Path.of(file));
    }
    TrustAnchors all = TrustStores.load(authorities.get(0));
    for (Path more : authorities.subList(1, authorities.size())) {
      all = all.and(TrustStores.load(more));
    }
    return all;
  }

  Optional<Credential> clientCredential() throws IOException {
    return clientCertificate == null
        ? Optional.empty()
        : Optional.of(credential(clientCertificate));
  }

  /** By host; {@code *} for all others. */
  Map<String, Credential> credentials() throws IOException {
    Map<String, Credential> byHost = new LinkedHashMap<>();
    for (String text : certificates) {
      int equals = text.indexOf('=');
      String host = equals < 0 ? "*" : text.substring(0, equals).toLowerCase(Locale.ROOT);
      Path file = Path.of(text.substring(equals + 1));
      byHost.put(host, credential(file));
    }
    return byHost;
  }

  /** {@code ca issue} makes two files, NAME.crt and NAME.key. */
  private static Credential credential(Path file) throws IOException {
    try {
      return CredentialFiles.load(file, Passphrase.NONE);
    } catch (UnusableFileException e) {
      String name = file.toString();
      Path key = Path.of(name.replaceFirst("\\.[^./]+$", "") + ".key");
      if (key.equals(file) || !Files.exists(key) || !e.getMessage().contains("no private key")) {
        throw e;
      }
      throw CommandException.couldNotRun(e.getMessage())
          .likely("the key is in '%s'; both have to be in one file".formatted(key))
          .attempt(
              "cat %s %s > both.pem"
                  .formatted(ShellWord.quote(name), ShellWord.quote(key.toString())));
    }
  }

  HostSelection hosts() {
    return new HostSelection(
        patterns("--allow-hosts", allowHosts), patterns("--ignore-hosts", ignoreHosts));
  }

  private static List<Pattern> patterns(String option, List<String> texts) {
    return texts.stream()
        .map(
            text -> {
              try {
                return Pattern.compile(text, Pattern.CASE_INSENSITIVE);
              } catch (PatternSyntaxException e) {
                throw CommandException.usage(
                        "no regular expression '%s' after '%s': %s"
                            .formatted(text, option, e.getDescription()))
                    .attempt(option + " '^api\\.example\\.com:443$'");
              }
            })
        .toList();
  }

  /** Where to go instead, by {@code host:port}. */
  Map<String, Endpoint> dial() {
    Map<String, Endpoint> dial = new HashMap<>();
    for (String text : connectTo) {
      Matcher fields = CONNECT_TO.matcher(text);
      if (!fields.matches()) {
        throw CommandException.usage("no 'HOST1:PORT1:HOST2:PORT2' in '--connect-to " + text + "'")
            .attempt("--connect-to api.example.com:443:192.0.2.1:8443");
      }
      String host = fields.group(1).toLowerCase(Locale.ROOT);
      String port = fields.group(2).isEmpty() ? "" : Integer.toString(port(text, fields.group(2)));
      String instead = fields.group(3).replaceAll("^\\[|\\]$", "");
      int otherPort = fields.group(4).isEmpty() ? 0 : port(text, fields.group(4));
      dial.putIfAbsent(host + ":" + port, new Endpoint(instead, otherPort)); // curl takes the first
    }
    return dial;
  }

  private static int port(String option, String text) {
    int port = text.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(text);
    if (port < 1 || port > 65_535) {
      throw CommandException.usage(
          "'--connect-to %s': port '%s' is not within 1 to 65535".formatted(option, text));
    }
    return port;
  }
}

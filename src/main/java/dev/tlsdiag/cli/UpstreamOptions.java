package dev.tlsdiag.cli;

import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.proxy.core.SniPolicy;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trust.CredentialFiles;
import dev.tlsdiag.trust.Passphrase;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.trust.UnusableFileException;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What the built-in proxy does upstream in {@code compare}. */
final class UpstreamOptions {
  private static final Map<String, ProtocolVersion> VERSIONS =
      Map.of(
          "1.0", ProtocolVersion.TLS_1_0,
          "1.1", ProtocolVersion.TLS_1_1,
          "1.2", ProtocolVersion.TLS_1_2,
          "1.3", ProtocolVersion.TLS_1_3);

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.:-]+");

  @Option(
      names = "--profile",
      order = 10,
      paramLabel = "NAME",
      completionCandidates = Takes.ProxyProfile.class,
      description = {
        "Behave like this proxy: tlsdiag (default), envoy, cilium,",
        "cilium-before-sni-fix, istio-sidecar, nginx, haproxy, mitmproxy."
      })
  String profile;

  @Option(
      names = "--sni",
      order = 11,
      paramLabel = "auto|host|none|NAME",
      completionCandidates = Takes.SentName.class,
      description = "The server_name it sends upstream.")
  String sni;

  @Option(
      names = "--upstream-alpn",
      order = 12,
      paramLabel = "LIST",
      completionCandidates = Takes.Alpn.class,
      description = "Protocols it offers upstream, with commas; none for no ALPN.")
  String alpn;

  @Option(
      names = "--upstream-tls-max",
      order = 13,
      paramLabel = "VERSION",
      completionCandidates = Takes.TlsVersion.class,
      description = "Newest TLS it offers upstream: 1.0, 1.1, 1.2, 1.3.")
  String tlsMax;

  @Option(
      names = "--upstream-ca",
      order = 14,
      paramLabel = "FILE",
      completionCandidates = Takes.Pem.class,
      description = "Authorities it trusts upstream, instead of the client's.")
  Path ca;

  @Option(
      names = "--upstream-insecure",
      order = 15,
      description = "It takes any certificate upstream.")
  boolean insecure;

  @Option(
      names = "--upstream-cert",
      order = 16,
      paramLabel = "FILE",
      completionCandidates = Takes.Pem.class,
      description = "Its own certificate and key, for servers that ask; -E is the client's.")
  Path certificate;

  boolean given() {
    return Stream.of(profile, sni, alpn, tlsMax, ca, certificate).anyMatch(o -> o != null)
        || insecure;
  }

  /**
   * The profile as it is to run: one attempt, and one patience for TCP and handshake together.
   *
   * @param usual name of the profile where none was given
   */
  Profile profile(String usual, UnaryOperator<UpstreamTls> knobs, Duration patience) {
    String name = profile != null ? profile : usual.isEmpty() ? Profiles.TLSDIAG.name() : usual;
    Profile named = Profiles.named(name).orElseThrow(() -> unknown(name));
    // What a scenario changes belongs to its own profile: another one is asked for as it is.
    UpstreamTls tls = profile == null ? knobs.apply(named.tls()) : named.tls();
    return new Profile(
        named.name(),
        named.summary(),
        changed(tls),
        named.downstreamAlpn(),
        named.replies(),
        patience,
        true,
        1);
  }

  /** What it shows to servers that ask; a client's key never leaves the client. */
  Optional<Credential> certificate() throws IOException {
    if (certificate == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(CredentialFiles.load(certificate, Passphrase.NONE));
    } catch (UnusableFileException e) {
      throw CommandException.couldNotRun(
          "'--upstream-cert %s': %s".formatted(certificate, e.getMessage()));
    } catch (IOException e) {
      throw CommandException.couldNotRun("cannot read '%s'".formatted(certificate)).causedBy(e);
    }
  }

  Optional<TrustAnchors> trust() throws IOException {
    if (ca == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(TrustStores.load(ca));
    } catch (UnusableFileException e) {
      throw CommandException.couldNotRun("'--upstream-ca %s': %s".formatted(ca, e.getMessage()));
    } catch (IOException e) {
      throw CommandException.couldNotRun("cannot read '%s'".formatted(ca)).causedBy(e);
    }
  }

  private UpstreamTls changed(UpstreamTls tls) {
    UpstreamTls changed = tls;
    if (sni != null) {
      changed =
          changed.with(
              switch (sni) {
                case "auto" -> new SniPolicy.Auto();
                case "host" -> new SniPolicy.Host();
                case "none" -> new SniPolicy.None();
                default -> fixed(sni);
              });
    }
    if (alpn != null) {
      List<String> protocols = alpn.equals("none") ? List.of() : List.of(alpn.split(",", -1));
      changed = changed.withAlpn(Optional.of(protocols));
    }
    if (tlsMax != null) {
      ProtocolVersion max = version();
      ProtocolVersion min = changed.minVersion().isNewerThan(max) ? max : changed.minVersion();
      changed = changed.withVersions(min, max);
    }
    return insecure ? changed.withVerification(false, false) : changed;
  }

  /** What cannot be a name is a slip of the hand, or of the shell's quotes. */
  private static SniPolicy fixed(String name) {
    if (!NAME.matcher(name).matches()) {
      throw CommandException.usage("'--sni %s' is no host name".formatted(name))
          .likely("auto, host, none or a name such as app.example.test");
    }
    return new SniPolicy.Fixed(name);
  }

  private ProtocolVersion version() {
    return Optional.ofNullable(VERSIONS.get(tlsMax))
        .orElseThrow(
            () ->
                CommandException.usage(
                        "unknown value '%s' after '--upstream-tls-max'".formatted(tlsMax))
                    .likely("1.0, 1.1, 1.2 or 1.3"));
  }

  private static CommandException unknown(String name) {
    List<String> names = Profiles.ALL.stream().map(Profile::name).toList();
    CommandException problem = CommandException.usage("no profile '%s'".formatted(name));
    List<String> near = DidYouMean.nearest(name, names);
    return near.isEmpty()
        ? problem.likely(String.join(", ", names))
        : problem.likely(near.get(0)).attempt("--profile " + near.get(0));
  }
}

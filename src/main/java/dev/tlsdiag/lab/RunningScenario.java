package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Servers that run until {@link #close}, which takes their files away too. */
public final class RunningScenario implements Closeable {
  /**
   * Who trusts and shows which certificates.
   *
   * @param client authorities that the client trusts
   * @param proxy authorities that tlsdiag's own proxy is to trust upstream
   * @param own what the client shows to a server that asks; the proxy has nothing to show
   * @param habits what else is special about the client
   */
  record Trust(
      TrustAnchors client, TrustAnchors proxy, Optional<Credential> own, ClientHabits habits) {
    Trust {
      requireNonNull(habits, "habits is null");
      requireNonNull(client, "client is null");
      requireNonNull(proxy, "proxy is null");
      requireNonNull(own, "own is null");
    }
  }

  /**
   * What is special about the client.
   *
   * @param headers of its requests, beside the usual ones
   * @param nameThroughProxy the server_name it sends where a proxy is on the way; empty text: none
   */
  record Asking(Map<String, String> headers, Optional<String> nameThroughProxy) {
    Asking {
      headers = Map.copyOf(headers);
      requireNonNull(nameThroughProxy, "nameThroughProxy is null");
    }
  }

  private final String name;
  private final List<Target> targets;
  private final Trust trust;
  private final Optional<ForeignProxy> proxy;
  private final Ways ways;
  private final LabFiles files;
  private final List<Trial> trials;
  private final Map<String, Endpoint> proxyDials;
  private final Runnable others;
  private final Asking asking;
  private final List<Forwarded> forwarded;
  private final Loopback loopback;

  RunningScenario(
      String name,
      List<Target> targets,
      Trust trust,
      Optional<ForeignProxy> proxy,
      Ways ways,
      LabFiles files,
      List<Trial> trials,
      Map<String, Endpoint> proxyDials,
      Runnable others,
      Asking asking,
      List<Forwarded> forwarded,
      Loopback loopback) {
    this.name = requireNonNull(name, "name is null");
    this.targets = List.copyOf(targets);
    this.trust = requireNonNull(trust, "trust is null");
    this.proxy = requireNonNull(proxy, "proxy is null");
    this.ways = requireNonNull(ways, "ways is null");
    this.files = requireNonNull(files, "files is null");
    this.trials = List.copyOf(trials);
    this.proxyDials = Map.copyOf(proxyDials);
    this.others = requireNonNull(others, "others is null");
    this.asking = requireNonNull(asking, "asking is null");
    this.forwarded = requireNonNull(forwarded, "forwarded is null");
    this.loopback = requireNonNull(loopback, "loopback is null");
  }

  public String name() {
    return name;
  }

  /** The one the scenario is about first. */
  public List<Target> targets() {
    return targets;
  }

  /** Where tlsdiag's own proxy finds each target, by {@code host:port} in lower case. */
  public Map<String, Endpoint> dial() {
    Map<String, Endpoint> dial = new LinkedHashMap<>();
    targets.forEach(target -> dial.put(target.authority(), target.address()));
    dial.putAll(proxyDials);
    return dial;
  }

  /**
   * Lets other clients ask what they ask of these servers, as they do where real traffic is
   * captured. Returns when they have done; does nothing where there are none.
   */
  public void others() {
    others.run();
  }

  /** The authorities the client trusts. */
  public TrustAnchors trust() {
    return trust.client();
  }

  /** The same as a PEM file, for {@code --cacert}. */
  public Path trustFile() {
    return files.trust();
  }

  /** The authorities that tlsdiag's own proxy is to trust upstream: often those of the client. */
  public TrustAnchors proxyTrust() {
    return trust.proxy();
  }

  /** The same as a PEM file. */
  public Path proxyTrustFile() {
    return files.proxyTrust();
  }

  /** What the client shows to a server that asks for a certificate. */
  public Optional<Credential> clientCertificate() {
    return trust.own();
  }

  /** The same as a PEM file, key first, for curl's {@code -E}. */
  public Optional<Path> clientCertificateFile() {
    return files.clientCertificate();
  }

  public ClientHabits habits() {
    return trust.habits();
  }

  /** The proxy that the scenario brings along; without one tlsdiag's own is to be used. */
  public Optional<ForeignProxy> proxy() {
    return proxy;
  }

  /** How client and proxy get to the servers. */
  public Ways ways() {
    return ways;
  }

  /** Commands that show the failure with other programs. */
  public List<Trial> trials() {
    return trials;
  }

  /** What its requests carry beside the usual headers. */
  public Map<String, String> headers() {
    return asking.headers();
  }

  /**
   * The server_name that its client sends where a proxy is on the way, in the place of the right
   * one; empty text for none at all.
   */
  public Optional<String> nameThroughProxy() {
    return asking.nameThroughProxy();
  }

  /** What its own reverse proxy has sent on so far; empty where it has none. */
  public List<Forwarded> forwarded() {
    return List.copyOf(forwarded);
  }

  @Override
  public void close() {
    loopback.close();
    files.close();
  }
}

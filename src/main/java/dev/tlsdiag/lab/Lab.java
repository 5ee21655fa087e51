package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trust.CredentialFiles;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.FullHttpRequest;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The ground a scenario is built on: an authority, listeners, and what is known of them so far. */
final class Lab {
  /** What a scenario does with it. */
  @FunctionalInterface
  interface Plan {
    void build(Lab lab) throws IOException;
  }

  private final LabNames names;
  private final Loopback loopback = new Loopback();
  private final LabAuthority authority;
  private final List<Target> targets = new ArrayList<>();
  private final List<X509Certificate> clientTrust = new ArrayList<>();
  private final List<X509Certificate> proxyTrust = new ArrayList<>();
  private final List<Consumer<Trials>> moreTrials = new ArrayList<>();
  private final List<Consumer<OtherClients>> others = new ArrayList<>();
  private final Map<String, Endpoint> proxyDials = new LinkedHashMap<>();
  private Optional<Credential> own = Optional.empty();
  private Optional<ForeignProxy> proxy = Optional.empty();
  private ClientHabits habits = ClientHabits.USUAL;
  private Ways ways = Ways.USUAL;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final List<Forwarded> forwarded = new CopyOnWriteArrayList<>();
  private Optional<String> nameThroughProxy = Optional.empty();

  private Lab(LabNames names) throws IOException {
    this.names = requireNonNull(names, "names is null");
    TlsTerms.prepare();
    authority = LabAuthority.root("tlsdiag lab CA");
    clientTrust.add(authority.certificate());
    proxyTrust.add(authority.certificate());
  }

  static RunningScenario start(Scenario scenario, LabNames names, Plan plan) throws IOException {
    Lab lab = new Lab(names);
    try {
      plan.build(lab);
      RunningScenario.Trust trust =
          new RunningScenario.Trust(
              new TrustAnchors("lab CA", lab.clientTrust),
              new TrustAnchors("lab CA", lab.proxyTrust),
              lab.own,
              lab.habits);
      LabFiles files = LabFiles.write(trust);
      Trials trials = new Trials(files, lab.proxy, lab.headers);
      trials.usual(lab.targets);
      lab.moreTrials.forEach(more -> more.accept(trials));
      OtherClients clients = new OtherClients(lab.authority.certificate());
      return new RunningScenario(
          scenario.name(),
          lab.targets,
          trust,
          lab.proxy,
          lab.ways,
          files,
          trials.list(),
          lab.proxyDials,
          () -> clients.run(lab.others),
          new RunningScenario.Asking(lab.headers, lab.nameThroughProxy),
          lab.forwarded,
          lab.loopback);
    } catch (IOException | RuntimeException e) {
      lab.loopback.close();
      throw e;
    }
  }

  /** What the host that is usually called so is called in this run. */
  String host(String usual) {
    return names.of(usual);
  }

  /** The authority that client and proxy trust, unless the scenario says otherwise. */
  LabAuthority authority() {
    return authority;
  }

  /** The usual terms of a server: a good certificate for this name, TLS 1.2 and 1.3. */
  Reaction good(String host) throws IOException {
    return with(authority.issue(host));
  }

  /** As {@link #good}, with another certificate. */
  Reaction with(Credential credential) throws IOException {
    return new Reaction.Serve(TlsTerms.of(credential));
  }

  /** An interception proxy that verifies servers with the lab's authority. */
  LabInterceptor interceptor() throws IOException {
    return new LabInterceptor(loopback, List.of(authority.certificate()));
  }

  /** A server that answers, and that requests can be sent to. */
  Target serve(LabServer server, String host, boolean needsSni, String expectation)
      throws IOException {
    return serve(server.connections(), server.name(), host, needsSni, true, expectation);
  }

  /** A server that no client gets an answer from, whatever it does. */
  Target serveInVain(LabServer server, String host, String expectation) throws IOException {
    return serve(server.connections(), server.name(), host, false, false, expectation);
  }

  private Target serve(
      ChannelHandler connections,
      String name,
      String host,
      boolean needsSni,
      boolean answers,
      String expectation)
      throws IOException {
    return target(
        "https", loopback.listen(connections), name, host, needsSni, answers, expectation);
  }

  private Target target(
      String scheme,
      Endpoint address,
      String name,
      String host,
      boolean needsSni,
      boolean answers,
      String expectation) {
    String authority = host.toLowerCase(Locale.ROOT) + ":" + address.port();
    URI url = URI.create(scheme + "://" + authority + "/");
    Target target = new Target(name, url, address, needsSni, answers, expectation);
    targets.add(target);
    return target;
  }

  /** A server that listens already. */
  Target at(Endpoint address, String name, String host, boolean answers, String expectation) {
    URI url = URI.create("https://%s:%d/".formatted(host.toLowerCase(Locale.ROOT), address.port()));
    Target target = new Target(name, url, address, false, answers, expectation);
    targets.add(target);
    return target;
  }

  /** OpenSSL's server in a namespace, that answers requests with a page; waits until it listens. */
  void foreignServer(Namespace far, Endpoint address, Credential credential) throws IOException {
    Path folder = Files.createTempDirectory("tlsdiag-lab");
    Path certificate = folder.resolve("server.pem");
    Path key = folder.resolve("server.key");
    closing(() -> LabFiles.delete(folder));
    CredentialFiles.write(credential, certificate, key);
    far.serve(
        address.port(),
        "openssl",
        "s_server",
        "-accept",
        address.toString(),
        "-cert",
        certificate.toString(),
        "-key",
        key.toString(),
        "-quiet",
        "-www");
  }

  Endpoint listen(ChannelHandler connections) throws IOException {
    return loopback.listen(connections);
  }

  /** A server that is not there: nothing listens on its port. */
  Target absent(String name, String host) throws IOException {
    return at(loopback.unused(), name, host, false, "refuses the connection");
  }

  /** Ends with the scenario. */
  <T extends Closeable> T closing(T open) {
    loopback.closing(open);
    return open;
  }

  void ways(Ways newWays) {
    ways = newWays;
  }

  /** Lets the client ask this server for the addresses of its hosts. */
  void clientAsks(LabDns server) {
    ways = Ways.asking(closing(server).address());
  }

  /** A server of HTTP in the clear. */
  Target plain(String name, String host, boolean answers, PlainWeb.Policy policy)
      throws IOException {
    return plain(name, host, answers, PlainWeb.connections(policy));
  }

  /** Whatever listens there, it is asked in HTTP in the clear. */
  Target plain(String name, String host, boolean answers, ChannelHandler connections)
      throws IOException {
    String expectation = answers ? "answers as it should" : "refuses plain HTTP";
    return target("http", loopback.listen(connections), name, host, false, answers, expectation);
  }

  /** A name that is asked for at an address where nobody listens. */
  Target nobody(String name, String host) throws IOException {
    return target("http", loopback.unused(), name, host, false, false, "nobody listens");
  }

  /** A proxy that decides by the request alone. */
  ChannelHandler router(Function<FullHttpRequest, HttpRouter.Route> routes) {
    return HttpRouter.connections(loopback, routes);
  }

  /**
   * A web server that hands requests on, and tells of each.
   *
   * @param host that they get; empty: their own
   */
  ChannelHandler reverse(Endpoint server, Optional<String> host) {
    return ReverseProxy.connections(loopback, server, host, forwarded::add);
  }

  Loopback loopback() {
    return loopback;
  }

  /** Every request carries this too. */
  void asks(String header, String value) {
    headers.put(header, value);
  }

  /** Where a proxy is on the way the client sends this server_name; empty text for none. */
  void namesThroughProxy(String name) {
    nameThroughProxy = Optional.of(name);
  }

  /** A web server that does all as it should. */
  Target healthy(String name, String host) throws IOException {
    return serve(
        LabServer.web(name, HelloPolicy.always(good(host))), host, false, "answers as it should");
  }

  /**
   * A server behind a box that looks at the first bytes of each connection.
   *
   * @param box makes one for a connection
   */
  Target serveBehind(
      Supplier<ChannelHandler> box, LabServer server, String host, String expectation)
      throws IOException {
    ChannelHandler connections =
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(box.get()).addLast(server.gate());
          }
        };
    return serve(connections, server.name(), host, false, true, expectation);
  }

  /** Leads tlsdiag's own proxy elsewhere than to the target. */
  void proxyDials(Target target, Endpoint elsewhere) {
    proxyDials.put(target.authority(), elsewhere);
  }

  /** What other clients do while somebody looks. */
  void meanwhile(Consumer<OtherClients> client) {
    others.add(client);
  }

  /** Lets the client trust this authority too. */
  void clientTrusts(X509Certificate certificate) {
    clientTrust.add(certificate);
  }

  /** Lets tlsdiag's own proxy trust this authority, and no other. */
  void proxyTrustsOnly(X509Certificate certificate) {
    proxyTrust.clear();
    proxyTrust.add(certificate);
  }

  void clientShows(Credential credential) {
    own = Optional.of(credential);
  }

  void clientBehaves(ClientHabits newHabits) {
    habits = newHabits;
  }

  /** A connection of a proxy to a server of the scenario. */
  ChannelFuture dial(Endpoint server, ChannelHandler connection) {
    return loopback.connect(server, connection);
  }

  /**
   * The scenario's own proxy.
   *
   * @param serves names of the targets that get an answer through it
   */
  ForeignProxy proxy(ForeignProxy.Kind kind, ChannelHandler connections, List<String> serves)
      throws IOException {
    ForeignProxy mine = new ForeignProxy(loopback.listen(connections), kind, serves);
    proxy = Optional.of(mine);
    return mine;
  }

  /** Commands that show what is special about this scenario, after the usual ones. */
  void alsoTry(Consumer<Trials> more) {
    moreTrials.add(more);
  }
}

package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.yaml.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A Gateway of {@code networking.istio.io}.
 *
 * @param selector the pods of the gateway
 */
public record Gateway(Resource resource, Map<String, String> selector, List<Server> servers) {
  public Gateway {
    requireNonNull(resource, "resource is null");
    selector = Map.copyOf(selector);
    servers = List.copyOf(servers);
  }

  /**
   * An item of {@code servers}.
   *
   * @param hosts as written, perhaps with a namespace before a slash
   */
  public record Server(
      OptionalInt port,
      Optional<Word> protocol,
      List<Word> hosts,
      Optional<Tls> tls,
      Position position) {
    public Server {
      requireNonNull(port, "port is null");
      requireNonNull(protocol, "protocol is null");
      hosts = List.copyOf(hosts);
      requireNonNull(tls, "tls is null");
      requireNonNull(position, "position is null");
    }
  }

  /**
   * {@code tls} of a server.
   *
   * @param otherCertificates whether it has certificates in the lists of newer releases
   */
  public record Tls(
      Optional<Word> mode,
      Optional<Word> credentialName,
      Optional<Word> serverCertificate,
      Optional<Word> caCertificates,
      boolean httpsRedirect,
      boolean otherCertificates,
      Position position) {
    public Tls {
      requireNonNull(mode, "mode is null");
      requireNonNull(credentialName, "credentialName is null");
      requireNonNull(serverCertificate, "serverCertificate is null");
      requireNonNull(caCertificates, "caCertificates is null");
      requireNonNull(position, "position is null");
    }

    public boolean is(String wanted) {
      return mode.map(Word::text).orElse("").equals(wanted);
    }
  }

  static Gateway parse(Resource resource) {
    Part spec = IstioResources.spec(resource);
    return new Gateway(
        resource,
        spec.labels("selector"),
        spec.parts("servers").stream().map(Gateway::server).toList());
  }

  private static Server server(Part server) {
    Optional<Part> port = server.part("port");
    return new Server(
        port.map(each -> each.number("number")).orElse(OptionalInt.empty()),
        port.flatMap(each -> each.word("protocol")),
        server.words("hosts"),
        server.part("tls").map(Gateway::tls),
        server.position());
  }

  private static Tls tls(Part tls) {
    return new Tls(
        tls.word("mode"),
        tls.word("credentialName"),
        tls.word("serverCertificate"),
        tls.word("caCertificates"),
        tls.bool("httpsRedirect").orElse(false),
        tls.has("credentialNames") || tls.has("tlsCertificates"),
        tls.position());
  }
}

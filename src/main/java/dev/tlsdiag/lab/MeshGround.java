package dev.tlsdiag.lab;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.x509.Credential;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A small mesh: two services that take mutual TLS alone, a sidecar that goes by port and Host and
 * by nothing else, and a reverse proxy in front of it.
 *
 * @param reviews the port of one service's sidecar
 * @param ratings that of the other one's
 * @param mutual the TLS of the client's sidecar
 */
record MeshGround(
    Lab lab,
    Map.Entry<String, Endpoint> reviews,
    Map.Entry<String, Endpoint> ratings,
    SslContext mutual) {
  static final String REVIEWS = "reviews.example.test";
  private static final String RATINGS = "ratings.example.test";
  private static final String PUBLIC = "shop.example.test";

  static MeshGround in(Lab lab) throws IOException {
    Credential own = lab.authority().issue(lab.host("sidecar.example.test"));
    SslContext mutual =
        SslContextBuilder.forClient()
            .keyManager(own.key(), own.chain())
            .endpointIdentificationAlgorithm(null) // a mesh checks identities, not names
            .trustManager(List.of(lab.authority().certificate()))
            .build();
    return new MeshGround(lab, strict(lab, REVIEWS), strict(lab, RATINGS), mutual);
  }

  private static Map.Entry<String, Endpoint> strict(Lab lab, String usual) throws IOException {
    String name = lab.host(usual);
    TlsTerms terms =
        TlsTerms.demanding(lab.authority().issue(name), List.of(lab.authority().certificate()));
    LabServer server = LabServer.web(name, HelloPolicy.always(new Reaction.Serve(terms)));
    return Map.entry(name, lab.listen(server.toPlaintext(new Reaction.Reset()).connections()));
  }

  /** The service's program itself, as a forwarded port leads to it: past every sidecar. */
  Target program() throws IOException {
    return lab.plain(
        "service",
        reviews.getKey(),
        true,
        PlainWeb.Policy.always(HttpAnswer.of(200, "tlsdiag-lab", "hello\n")));
  }

  /** The client asks with the name that the world knows. */
  void asksByPublicName() {
    lab.asks("Host", lab.host(PUBLIC));
  }

  /**
   * A reverse proxy before a sidecar.
   *
   * @param host that it sets; empty: it hands the client's on
   * @param knowsPort whether the sidecar has services at the port that is dialled
   * @param serves names of targets that get an answer
   */
  void reverseProxy(Optional<String> host, boolean knowsPort, List<String> serves)
      throws IOException {
    Endpoint sidecar = lab.listen(lab.router(request -> route(request, knowsPort)));
    lab.proxy(ForeignProxy.Kind.INSTEAD_OF_SERVER, lab.reverse(sidecar, host), serves);
  }

  private HttpRouter.Route route(FullHttpRequest request, boolean knowsPort) {
    String host = HttpRouter.host(request);
    if (!knowsPort) {
      return new HttpRouter.Route.Local(HttpAnswer.envoyReset("local reset"));
    }
    for (Map.Entry<String, Endpoint> service : List.of(reviews, ratings)) {
      if (host.equals(service.getKey())) {
        return new HttpRouter.Route.To(service.getValue(), Optional.of(mutual), false);
      }
    }
    // Not known: passed through in the clear to the address that was dialled, which is strict.
    return HttpRouter.Route.passedThrough(reviews.getValue());
  }
}

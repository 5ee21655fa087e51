package dev.tlsdiag.lab;

import dev.tlsdiag.x509.Credential;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A port that takes mutual TLS alone, with a sidecar and without. */
final class StrictMtlsScenario implements Scenario {
  @Override
  public String name() {
    return "strict-mtls";
  }

  @Override
  public String summary() {
    return "a port of mutual TLS gets plain HTTP without a sidecar";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("strict-mtls-receives-plaintext");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String name = lab.host("ratings.example.test");
          TlsTerms terms =
              TlsTerms.demanding(
                  lab.authority().issue(name), List.of(lab.authority().certificate()));
          LabServer server =
              LabServer.web("ratings", HelloPolicy.always(new Reaction.Serve(terms)));
          Target service =
              lab.plain(
                  "ratings", name, false, server.toPlaintext(new Reaction.Reset()).connections());
          Credential own = lab.authority().issue(lab.host("sidecar.example.test"));
          SslContext mutual =
              SslContextBuilder.forClient()
                  .keyManager(own.key(), own.chain())
                  .endpointIdentificationAlgorithm(null) // a mesh checks identities, not names
                  .trustManager(List.of(lab.authority().certificate()))
                  .build();
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER,
              lab.router(
                  request ->
                      new HttpRouter.Route.To(service.address(), Optional.of(mutual), false)),
              List.of(service.name()));
        });
  }
}

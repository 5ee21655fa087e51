package dev.tlsdiag.lab;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.util.List;

/** A proxy that originates TLS for clients that speak TLS already. */
final class DoubleTlsScenario implements Scenario {
  @Override
  public String name() {
    return "double-tls";
  }

  @Override
  public String summary() {
    return "a proxy that puts its client's TLS into TLS";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("double-tls");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          Target web = lab.healthy("web", lab.host("wrapped.example.test"));
          SslContext tls =
              SslContextBuilder.forClient().trustManager(lab.authority().certificate()).build();
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER,
              new WrappingProxy(lab, tls, web.host(), web.address()),
              List.of());
        });
  }
}

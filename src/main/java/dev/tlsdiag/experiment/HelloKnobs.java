package dev.tlsdiag.experiment;

import dev.tlsdiag.replay.HttpVersion;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ServerName;
import dev.tlsdiag.replay.TlsOptions;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.SentHello;
import java.util.List;
import java.util.Optional;

/** Makes our own client send what a foreign proxy sent, as far as a server's answer hangs on it. */
final class HelloKnobs {
  private static final String HTTP_1_1 = "http/1.1";

  private HelloKnobs() {}

  /** The options with the name, the protocols and the versions of this hop's hello. */
  static ReplayOptions like(Hop hop, ReplayOptions options) {
    Optional<ClientHello> hello =
        hop.tls().flatMap(tls -> tls.first().sent()).map(SentHello::hello);
    if (hello.isEmpty()) {
      return options;
    }
    TlsOptions tls = like(hello.get(), options.tls());
    boolean http2 = hello.get().alpnProtocols().contains("h2");
    ReplayOptions.Builder like = options.with().tls(tls);
    return http2 ? like.build() : like.httpVersion(HttpVersion.HTTP_1_1).build();
  }

  private static TlsOptions like(ClientHello hello, TlsOptions options) {
    ProtocolVersion best = hello.maxVersion(false);
    ServerName name = hello.serverName().map(ServerName::of).orElse(ServerName.NONE);
    TlsOptions.Builder like = options.with().serverName(name).maxVersion(best);
    if (!best.isNewerThan(ProtocolVersion.TLS_1_2)) {
      like = like.minVersion(best);
    }
    List<String> spoken =
        hello.alpnProtocols().stream().filter(p -> p.equals("h2") || p.equals(HTTP_1_1)).toList();
    return like.alpn(spoken).build();
  }
}

package dev.tlsdiag.lab;

import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.tls.ProtocolVersion;
import java.io.IOException;
import java.util.List;

/** A proxy with one cipher suite and one group, neither of them a client's first choice. */
final class OtherCiphersScenario implements Scenario {
  @Override
  public String name() {
    return "other-ciphers";
  }

  @Override
  public String summary() {
    return "a proxy with a cipher and a group of its own that works";
  }

  @Override
  public UpstreamTls knobs(UpstreamTls usual) {
    return usual
        .withVersions(ProtocolVersion.TLS_1_2, ProtocolVersion.TLS_1_2)
        .withCiphers(List.of("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"))
        .withGroups(List.of("secp256r1"));
  }

  @Override
  public Expectation expects() {
    return Expectation.healthy();
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(this, names, lab -> lab.healthy("web", lab.host("plain.example.test")));
  }
}

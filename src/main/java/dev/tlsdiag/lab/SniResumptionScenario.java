package dev.tlsdiag.lab;

import dev.tlsdiag.wire.Bytes;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server that takes a session back from a client that names nobody, and so hides for a while that
 * it needs a name.
 */
final class SniResumptionScenario implements Scenario {
  @Override
  public String name() {
    return "sni-resumption";
  }

  @Override
  public String summary() {
    return "needs SNI, but not to resume: works by luck";
  }

  @Override
  public String profile() {
    return "cilium-before-sni-fix";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("upstream-sni-missing");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("sni.example.test");
          Set<Bytes> sessions = ConcurrentHashMap.newKeySet();
          Reaction serve = new Reaction.Serve(TlsTerms.resumable(lab.authority().issue(host)));
          HelloPolicy policy =
              hello ->
                  hello.serverName().isPresent() || sessions.contains(hello.sessionId())
                      ? serve
                      : Alerts.UNRECOGNIZED_NAME;
          Target web =
              lab.serve(
                  LabServer.web("web", policy)
                      .telling(session -> sessions.add(Bytes.copyOf(session.getId()))),
                  host,
                  true,
                  "without SNI alert 112, unless a session is resumed");
          lab.alsoTry(trials -> trials.resumed(web));
        });
  }
}

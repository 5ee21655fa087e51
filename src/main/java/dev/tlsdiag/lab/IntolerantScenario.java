package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.tls.ClientHello;
import java.io.IOException;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/**
 * A server, or a box before it, that dies of something no standard forbids. The client's own hello
 * is without it, the proxy's has it.
 *
 * @param dislikes what it dies of
 * @param reaction how it dies
 */
record IntolerantScenario(
    String name,
    String summary,
    String profile,
    String host,
    BiPredicate<ClientHello, Arrival> dislikes,
    Reaction reaction,
    UnaryOperator<UpstreamTls> upstream,
    Expectation expects)
    implements Scenario {
  private static final String HOST = "app.example.test";

  IntolerantScenario {
    requireNonNull(name, "name is null");
    requireNonNull(summary, "summary is null");
    requireNonNull(profile, "profile is null");
    requireNonNull(host, "host is null");
    requireNonNull(dislikes, "dislikes is null");
    requireNonNull(reaction, "reaction is null");
    requireNonNull(upstream, "upstream is null");
    requireNonNull(expects, "expects is null");
  }

  /** One that resets, behind the proxy that keeps everything. */
  IntolerantScenario(
      String name,
      String summary,
      BiPredicate<ClientHello, Arrival> dislikes,
      Expectation expects) {
    this(name, summary, "", HOST, dislikes, new Reaction.Reset(), tls -> tls, expects);
  }

  @Override
  public UpstreamTls knobs(UpstreamTls usual) {
    return upstream.apply(usual);
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String here = lab.host(host);
          Reaction good = lab.good(here);
          lab.serve(
              LabServer.web(
                  "web",
                  HelloPolicy.minding(
                      (hello, arrival) -> dislikes.test(hello, arrival) ? reaction : good)),
              here,
              false,
              "answers hellos but for those it cannot stand");
        });
  }
}

package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** A gateway that minds whether SNI and Host are of one host. */
final class CoalescedScenario implements Scenario {
  @Override
  public String name() {
    return "h2-coalesced";
  }

  @Override
  public String summary() {
    return "a gateway answers 421 on a connection for another host";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("h2-coalesced-to-wrong-host").captured(Expectation.CANNOT_TELL);
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          Target web = lab.healthy("web", lab.host("web.example.test"));
          Target mail = lab.healthy("mail", lab.host("mail.example.test"));
          lab.asks("Host", mail.host());
          LabInterceptor gateway = lab.interceptor();
          for (Target target : List.of(web, mail)) {
            gateway.intercept(
                target.host(),
                TlsTerms.http1(lab.authority().issue(target.host())),
                target.address());
          }
          gateway.mindsHost();
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER,
              gateway.transparent().connections(),
              List.of(mail.name()));
        });
  }
}

package dev.tlsdiag.experiment;

import dev.tlsdiag.diagnose.Check;
import dev.tlsdiag.probe.Axis;
import dev.tlsdiag.probe.Ending;
import dev.tlsdiag.probe.Observation;
import dev.tlsdiag.probe.Preface;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Commands of curl and openssl that send nearly what was sent here: the base, and the same without
 * a name. Their hellos differ from ours in more than the name, so what they get may differ too.
 */
final class ProbeTwins {
  private static final String CONNECT = "openssl s_client -connect ";

  private final ProbeRun.Options options;
  private final Endpoint peer;

  /**
   * @param peer where the TCP connections went: the target, or its proxy
   */
  ProbeTwins(ProbeRun.Options options, Endpoint peer) {
    this.options = options;
    this.peer = peer;
  }

  /** None where nobody took a connection. */
  List<Check> of(ProbeResults results) {
    Observation base = results.base();
    if (base.ending() == Ending.UNREACHABLE || base.ending() == Ending.NO_WAY) {
      return List.of();
    }
    List<Check> twins = new ArrayList<>();
    Optional<String> name = base.probe().hello().serverName();
    Optional<String> way = openssl(base.probe().preface());
    way.ifPresent(
        command -> twins.add(twin(command + nameOption(name) + " -showcerts </dev/null", base)));
    curl(base, name).ifPresent(command -> twins.add(twin(command, base)));
    Optional<Observation> bare = results.of(Axis.SNI, "none");
    if (bare.isPresent() && way.isPresent()) {
      twins.add(twin(way.get() + " -noservername </dev/null", bare.get()));
    }
    return twins;
  }

  private static Check twin(String command, Observation seen) {
    return new Check(command, ProbeWords.result(seen));
  }

  private static String nameOption(Optional<String> name) {
    return name.map(n -> " -servername " + ShellWord.quote(n)).orElse(" -noservername");
  }

  /** Empty where openssl has no such way. */
  private Optional<String> openssl(Preface preface) {
    if (preface instanceof Preface.ProxyHeader || preface instanceof Preface.PlainHttp) {
      return Optional.empty();
    }
    String startTls =
        preface instanceof Preface.StartTls dialogue
            ? " -starttls " + dialogue.protocol().label()
            : "";
    if (options.proxy().isEmpty()) {
      return Optional.of(CONNECT + ShellWord.quote(peer.toString()) + startTls);
    }
    String target = ShellWord.quote(options.target().toString());
    return options
        .proxy()
        .filter(proxy -> proxy.startsWith("http://"))
        .map(proxy -> "%s%s -proxy %s%s".formatted(CONNECT, target, peer, startTls));
  }

  /** An address asks for no name, so curl is the twin of a base with a name only. */
  private Optional<String> curl(Observation base, Optional<String> name) {
    boolean plain = base.probe().preface() instanceof Preface.None;
    if (!plain || name.isEmpty() || HostName.isAddress(name.get())) {
      return Optional.empty();
    }
    Endpoint asked = new Endpoint(name.get(), options.target().port());
    String url = ShellWord.quote("https://" + asked + "/");
    if (options.proxy().isPresent()) {
      return asked.host().equals(options.target().host())
          ? Optional.of("curl -v -x %s %s".formatted(ShellWord.quote(options.proxy().get()), url))
          : Optional.empty();
    }
    return Optional.of("curl -v --connect-to %s %s".formatted(ShellWord.quote("::" + peer), url));
  }
}

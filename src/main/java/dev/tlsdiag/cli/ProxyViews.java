package dev.tlsdiag.cli;

import dev.tlsdiag.proxy.live.LiveFlows;
import dev.tlsdiag.proxy.record.FlowPackets;
import dev.tlsdiag.proxy.web.LiveWeb;
import dev.tlsdiag.proxy.web.WebSettings;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Redaction;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The views of a running proxy: none, or those that the user wants, all of the same flows. */
final class ProxyViews implements Closeable {
  private final Optional<LiveFlows> flows;
  private final Optional<LiveWeb> web;

  private ProxyViews(Optional<LiveFlows> flows, Optional<LiveWeb> web) {
    this.flows = flows;
    this.web = web;
  }

  /**
   * Opens them, before the proxy starts.
   *
   * @param recording gets them as takers of its records
   * @param tell takes lines for stderr
   */
  static ProxyViews open(
      ProxyViewOptions options,
      ProxyRecordOptions records,
      ProxyUpstreamOptions upstream,
      ProxyAuthority authority,
      ProxyRecording recording,
      Consumer<String> tell) {
    Optional<Endpoint> address = options.webAddress();
    if (address.isEmpty()) {
      return new ProxyViews(Optional.empty(), Optional.empty());
    }
    Redaction redaction = Redaction.of(records.showSecrets);
    LiveFlows flows = LiveFlows.start(redaction);
    String application = "tlsdiag " + Version.NUMBER;
    FlowPackets packets = new FlowPackets(FlowPackets.USUAL_BYTES, redaction, application);
    WebSettings settings =
        new WebSettings(
            address.get(),
            redaction,
            application,
            Optional.of(authority.certificateFile().toString()),
            compareOptions(upstream));
    LiveWeb web;
    try {
      web = LiveWeb.start(settings, flows, packets);
    } catch (IOException e) {
      flows.close();
      recording.finish();
      throw CommandException.couldNotRun(e.getMessage())
          .causedBy(e)
          .attempt("tlsdiag proxy --web   # any free port");
    }
    recording.view(flows, packets);
    if (options.webRemote) {
      tell.accept(
          "warning: the page listens on %s in plain HTTP: whoever sees its token reads all flows"
              .formatted(web.address()));
    }
    tell.accept("page       " + web.url());
    return new ProxyViews(Optional.of(flows), Optional.of(web));
  }

  /** What makes the proxy of {@code compare} behave like this one, quoted for a shell. */
  private static List<String> compareOptions(ProxyUpstreamOptions upstream) {
    List<String> words = new ArrayList<>();
    if (!upstream.profile.equals("tlsdiag")) {
      words.addAll(List.of("--profile", upstream.profile));
    }
    option(words, "--sni", upstream.sni);
    option(words, "--upstream-alpn", upstream.alpn);
    option(words, "--upstream-tls-max", upstream.tlsMax);
    upstream.connectTo.forEach(each -> option(words, "--connect-to", each));
    if (upstream.authorities != null && !upstream.authorities.isEmpty()) {
      String file = upstream.authorities.get(0).toString();
      option(words, "--cacert", file);
      option(words, "--upstream-ca", file);
    }
    if (upstream.insecure) {
      words.addAll(List.of("-k", "--upstream-insecure"));
    }
    return words.stream().map(ShellWord::quote).toList();
  }

  private static void option(List<String> words, String name, String value) {
    if (value != null) {
      words.addAll(List.of(name, value));
    }
  }

  /** The proxy is down: the views show its end. */
  @Override
  public void close() {
    flows.ifPresent(LiveFlows::close);
    web.ifPresent(LiveWeb::close);
  }
}

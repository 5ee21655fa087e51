package dev.tlsdiag.cli;

import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.proxy.live.FlowCommands;
import dev.tlsdiag.proxy.live.LiveFlows;
import dev.tlsdiag.proxy.record.FlowPackets;
import dev.tlsdiag.proxy.tui.TerminalView;
import dev.tlsdiag.proxy.web.LiveWeb;
import dev.tlsdiag.proxy.web.WebSettings;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.report.Theme;
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
  /** Of a proxy that nobody looks at. */
  static final ProxyViews NONE = new ProxyViews(null, null, null);

  private final LiveFlows flows;
  private final LiveWeb web;
  private final FlowCommands commands;
  private final List<String> held = new ArrayList<>();
  private TerminalView terminal;

  private ProxyViews(LiveFlows flows, LiveWeb web, FlowCommands commands) {
    this.flows = flows;
    this.web = web;
    this.commands = commands;
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
    if (address.isEmpty() && !options.tui) {
      return NONE;
    }
    Redaction redaction = Redaction.of(records.showSecrets);
    LiveFlows flows = LiveFlows.start(redaction);
    FlowCommands commands =
        new FlowCommands(
            redaction,
            Optional.of(authority.certificateFile().toString()),
            compareOptions(upstream));
    if (address.isEmpty()) {
      recording.view(flows, WireTaps.NONE);
      return new ProxyViews(flows, null, commands);
    }
    String application = "tlsdiag " + Version.NUMBER;
    FlowPackets packets = new FlowPackets(FlowPackets.USUAL_BYTES, redaction, application);
    WebSettings settings = new WebSettings(address.get(), application, commands);
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
    return new ProxyViews(flows, web, commands);
  }

  /**
   * Takes the terminal.
   *
   * @param listening where the proxy does
   * @param intro how it can be used
   * @param quit ends the proxy
   */
  void takeTerminal(
      ProxySettings settings,
      List<Endpoint> listening,
      List<String> intro,
      String color,
      Runnable quit) {
    List<String> facts = new ArrayList<>();
    listening.forEach(each -> facts.add(each.toString()));
    facts.add("as " + settings.profile().name());
    Theme theme =
        TerminalStyle.theme(color, /* ascii= */ false, System.getenv(), /* terminal= */ true);
    try {
      terminal = TerminalView.start(flows, commands, theme, facts, intro, quit);
    } catch (IOException | IllegalStateException e) {
      throw CommandException.couldNotRun("the terminal cannot be taken: " + e.getMessage())
          .likely("TERM=" + System.getenv().getOrDefault("TERM", "") + " has no second screen")
          .attempt("tlsdiag proxy --web")
          .causedBy(e);
    }
  }

  /** A line for stderr: while a view has the terminal, it is shown there and kept. */
  void tell(String line, Consumer<String> stderr) {
    if (terminal == null) {
      stderr.accept(line);
    } else {
      held.add(line);
      terminal.note(line);
    }
  }

  /** Gives the terminal back, and says what was kept. */
  void giveTerminalBack(Consumer<String> stderr) {
    if (terminal == null) {
      return;
    }
    try {
      terminal.close();
    } catch (IOException e) {
      held.add("warning: the terminal was not given back: " + e.getMessage());
    }
    terminal = null;
    held.forEach(stderr);
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
    if (flows != null) {
      flows.close();
    }
    if (web != null) {
      web.close();
    }
  }
}

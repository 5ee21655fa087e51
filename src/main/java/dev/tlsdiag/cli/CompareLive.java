package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.LivePaths;
import dev.tlsdiag.experiment.MatrixRun;
import dev.tlsdiag.replay.CurlCommand;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the two paths of what the user asked for.
 *
 * @param again the command line that repeats it
 */
record CompareLive(
    CompareRequest requests,
    CompareProxy proxy,
    UpstreamOptions upstream,
    Patience patience,
    String again,
    Map<String, String> environment,
    PrintWriter err) {

  /** Of a URL or a curl command. */
  LivePaths paths(List<String> what) throws IOException {
    CurlCommand curl = requests.read(what);
    ReplayRequest request = curl.request();
    boolean builtIn = upstream.given();
    List<String> notes = new ArrayList<>(curl.notes());
    Optional<CompareProxy.Way> way =
        proxy.way(request, curl.options().path(), environment, builtIn, notes);
    ReplayOptions direct = direct(curl.options());
    TrustAnchors trust =
        direct.tls().anchors().isPresent() ? direct.tls().anchors().get() : TrustStores.system();
    LivePaths.Asked asked =
        new LivePaths.Asked(
            request, direct, trust, patience.proxy(), again, notes(curl, builtIn, notes));
    if (way.isPresent()) {
      if (builtIn) {
        throw CommandException.usage(
            "'--profile' and its like are of the built-in proxy, not of " + way.get().text());
      }
      return LivePaths.through(
          asked,
          way.get().path(),
          way.get().text(),
          proxy.witness(dialled(request, direct), request.host(), err));
    }
    if (proxy.watched()) {
      throw CommandException.usage(
              "'--tap', '--pcap' and '-i' are for a proxy that is there already")
          .likely("the built-in proxy shows both of its hops by itself")
          .attempt(
              "tlsdiag compare -x proxy.example.test:3128 -i any "
                  + ShellWord.quote(request.url().toString()));
    }
    return LivePaths.through(asked, builtIn(request, direct, trust));
  }

  MatrixRun.Target target(String url) throws IOException {
    CurlCommand curl = requests.read(List.of(url));
    ReplayOptions direct = direct(curl.options());
    return new MatrixRun.Target(paths(List.of(url)), dialled(curl.request(), direct));
  }

  private LivePaths.BuiltIn builtIn(ReplayRequest request, ReplayOptions direct, TrustAnchors trust)
      throws IOException {
    Endpoint asked = new Endpoint(request.host(), request.port());
    Endpoint server = dialled(request, direct);
    String key = HostName.canonical(request.host()) + ":" + request.port();
    return new LivePaths.BuiltIn(
        upstream.profile(
            "",
            tls -> direct.tls().insecure() ? tls.withVerification(false, false) : tls,
            patience.proxy()),
        upstream.trust().orElse(trust),
        upstream.certificate(), // not the client's: a proxy that ends TLS does not have its key
        server.equals(asked) ? Map.of() : Map.of(key.toLowerCase(Locale.ROOT), server));
  }

  /** The same without a proxy, and with this run's patience. */
  private ReplayOptions direct(ReplayOptions options) {
    PathOptions path = options.path();
    PathOptions without =
        new PathOptions(
            Optional.empty(),
            false,
            List.of(),
            path.noProxy(),
            path.connectTo(),
            path.resolve(),
            path.dnsServers(),
            path.ipVersion(),
            path.address(),
            path.localInterface(),
            path.localPort(),
            path.proxyProtocol(),
            path.unixSocket());
    return options
        .with()
        .path(without)
        .connectTimeout(patience.client())
        .followRedirects(false)
        .build();
  }

  /** Where the direct path goes. */
  private static Endpoint dialled(ReplayRequest request, ReplayOptions direct) {
    return direct.path().dialled(new Endpoint(request.host(), request.port()));
  }

  private List<String> notes(CurlCommand curl, boolean builtIn, List<String> notes) {
    if (builtIn) {
      CompareProxy.variable(environment)
          .ifPresent(
              name -> notes.add(name + " is set, and not followed: --profile asks for our proxy"));
    }
    if (curl.options().followRedirects()) {
      notes.add("redirections are not followed: one request is compared");
    }
    if (curl.writeOut().isPresent()) {
      notes.add("-w is of replay: here the report is the output");
    }
    return notes;
  }
}

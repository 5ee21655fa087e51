package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.ExecComparison;
import dev.tlsdiag.experiment.LivePaths;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The user's own client on both paths.
 *
 * @param command the program and its arguments
 * @param requests only where names are dialled elsewhere, and whom to trust
 * @param shown whether what it prints is shown, on standard error
 */
record CompareExec(
    List<String> command,
    Optional<String> host,
    CompareRequest requests,
    UpstreamOptions upstream,
    Patience patience,
    String again,
    boolean shown,
    Map<String, String> environment) {

  LivePaths paths() throws IOException {
    ReplayOptions options = requests.options();
    TrustAnchors own =
        options.tls().anchors().isPresent() ? options.tls().anchors().get() : TrustStores.system();
    TrustAnchors trust = upstream.trust().orElse(own);
    ExecComparison comparison =
        new ExecComparison(
            (proxy, authority) -> run(proxy, authority, trust),
            upstream.profile("", tls -> tls, patience.proxy()),
            trust,
            CompareRequest.dial(options));
    try {
      return paths(comparison);
    } catch (UncheckedIOException e) {
      throw CommandException.couldNotRun(
              "cannot run '%s': %s".formatted(command.get(0), e.getCause().getMessage()))
          .causedBy(e);
    }
  }

  private LivePaths paths(ExecComparison comparison) {
    return comparison
        .paths(host, patience.proxy(), again, List.of())
        .orElseThrow(
            () ->
                CommandException.cannotTell(
                        "'%s' made no TLS connection through the proxy".formatted(command.get(0)))
                    .likely("it takes no proxy from the environment, or it failed before")
                    .attempt("tlsdiag exec -- " + String.join(" ", command)));
  }

  private void run(Endpoint proxy, X509Certificate authority, TrustAnchors trust)
      throws IOException {
    try (ExecTrust files = ExecTrust.write(authority, trust, environment)) {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectInput(new File("/dev/null"));
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.redirectError(
          shown ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.DISCARD);
      builder.environment().putAll(ExecEnvironment.of(proxy, files, environment));
      Process process = builder.start();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        process.destroy();
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }
}

package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.replay.ReplayClient;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.trace.HopTrace;
import java.io.IOException;
import java.io.UncheckedIOException;

/** From here to the server, without a proxy. */
record DirectPath(ReplayRequest request, ReplayOptions options, String text) implements LivePath {
  DirectPath {
    requireNonNull(request, "request is null");
    requireNonNull(options, "options is null");
    requireNonNull(text, "text is null");
  }

  @Override
  public HopTrace run(Variation variation, String id) {
    ReplayOptions changed =
        options
            .with()
            .tls(variation.client().apply(options.tls()).with().resume(false).build())
            .build();
    try {
      return LiveHops.direct(
          id, new ReplayClient(id).run(variation.request(request), changed).hop());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.replay.ReplayClient;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Through a proxy that is not ours. What it does upstream cannot be varied from here. */
record ForeignPath(
    ReplayRequest request, ReplayOptions options, String text, UpstreamWitness witness)
    implements LivePath {
  ForeignPath {
    requireNonNull(request, "request is null");
    requireNonNull(options, "options is null");
    requireNonNull(text, "text is null");
    requireNonNull(witness, "witness is null");
  }

  @Override
  public HopTrace run(Variation variation, String id) {
    witness.begin();
    Hop client;
    try {
      client = new ReplayClient(id).run(request, options).hop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return witness
        .end(client)
        .map(upstream -> LiveHops.proxied(id, client, upstream))
        .orElseGet(() -> LiveHops.unseen(id, client));
  }
}

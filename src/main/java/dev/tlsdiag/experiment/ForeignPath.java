package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.replay.ReplayClient;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Through a proxy that is not ours. What it does upstream cannot be varied from here. */
final class ForeignPath implements LivePath {
  private final ReplayRequest request;
  private final ReplayOptions options;
  private final String text;
  private final UpstreamWitness witness;
  private volatile List<String> notes = List.of();

  ForeignPath(ReplayRequest request, ReplayOptions options, String text, UpstreamWitness witness) {
    this.request = requireNonNull(request, "request is null");
    this.options = requireNonNull(options, "options is null");
    this.text = requireNonNull(text, "text is null");
    this.witness = requireNonNull(witness, "witness is null");
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public boolean needsQuiet() {
    return witness.seesEverything();
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public HopTrace run(Variation variation, String id) {
    witness.begin();
    Hop client;
    try {
      client = new ReplayClient(id).run(variation.request(request), options).hop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    UpstreamWitness.Sighting seen = witness.end(client);
    notes = seen.notes();
    return seen.hop()
        .map(
            upstream ->
                LiveHops.proxied(
                    id, client, upstream, new HopTrace.Joint(2, seen.confidence(), seen.reasons())))
        .orElseGet(() -> LiveHops.unseen(id, client));
  }
}

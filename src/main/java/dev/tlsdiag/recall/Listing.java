package dev.tlsdiag.recall;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.report.AddressNames;
import dev.tlsdiag.report.CaptureSummary;
import dev.tlsdiag.trace.Handshake;
import java.util.List;

/**
 * The handshakes that {@code capture} listed.
 *
 * @param inputs as the user named them then
 * @param names of addresses, as they were known then
 * @param whole whether there are the bytes of all ClientHellos that were read
 */
public record Listing(
    List<String> inputs,
    List<Handshake> handshakes,
    AddressNames names,
    CaptureSummary summary,
    boolean whole) {
  public Listing {
    inputs = List.copyOf(inputs);
    handshakes = List.copyOf(handshakes);
    requireNonNull(names, "names is null");
    requireNonNull(summary, "summary is null");
  }
}

package dev.tlsdiag.probe;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.ClientHello;

/**
 * One thing to send.
 *
 * @param label short, unique within a run; evidence names it
 * @param hello random, session ID and key shares are replaced by fresh ones, see {@link FreshHello}
 */
public record Probe(String label, ClientHello hello, Framing framing, Preface preface) {
  public Probe {
    requireNonNull(label, "label is null");
    requireNonNull(hello, "hello is null");
    requireNonNull(framing, "framing is null");
    requireNonNull(preface, "preface is null");
  }

  /** In one record and one write, with nothing before. */
  public Probe(String label, ClientHello hello) {
    this(label, hello, Framing.ONE, Preface.NONE);
  }
}

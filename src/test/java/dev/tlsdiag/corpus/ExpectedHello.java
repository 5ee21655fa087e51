package dev.tlsdiag.corpus;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * A ClientHello the corpus expects.
 *
 * @param optional may be given or left out: a repetition, a message some witness calls malformed,
 *     QUIC of an unregistered version, TLS inside a protocol we do not read
 * @param readable false where the witness calls the message malformed, so that its fields bind
 *     nobody
 * @param repeatOf the frame of the earlier ClientHello of which this is a repetition
 */
record ExpectedHello(Sighting sighting, boolean optional, boolean readable, OptionalLong repeatOf) {
  ExpectedHello {
    requireNonNull(sighting, "sighting is null");
    requireNonNull(repeatOf, "repeatOf is null");
  }
}

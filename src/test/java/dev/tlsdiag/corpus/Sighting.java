package dev.tlsdiag.corpus;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One ClientHello and its answer as one witness tells them, reduced to text so that two witnesses
 * can be compared field by field.
 *
 * @param transport {@code tcp}, {@code dtls}, {@code quic}, or another word of the witness
 * @param client address and port, IPv6 as in RFC 5952
 * @param random 64 hexadecimal digits; empty where there is none (SSLv2, a hello that cannot be
 *     read)
 * @param frame 1-based, in which the hello was complete
 * @param frames every packet with a piece of it
 * @param hello field → value; only what the witness can tell
 * @param answer field → value, always with {@code kind}
 * @param answerFrame 0 where nothing came
 */
record Sighting(
    String transport,
    String client,
    String server,
    String random,
    long frame,
    List<Long> frames,
    Map<String, String> hello,
    Map<String, String> answer,
    long answerFrame) {
  /** The value of a field that the witness says is absent. */
  static final String NONE = "(none)";

  /** The one field of a hello that could not be read: why not. */
  static final String PROBLEM = "problem";

  Sighting {
    requireNonNull(transport, "transport is null");
    requireNonNull(client, "client is null");
    requireNonNull(server, "server is null");
    requireNonNull(random, "random is null");
    frames = List.copyOf(frames);
    hello = Collections.unmodifiableMap(new LinkedHashMap<>(hello));
    answer = Collections.unmodifiableMap(new LinkedHashMap<>(answer));
  }

  /** The connection it was sent on. */
  String connection() {
    return "%s %s > %s".formatted(transport, client, server);
  }
}

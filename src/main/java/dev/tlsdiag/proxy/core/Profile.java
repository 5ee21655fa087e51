package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * How a real proxy behaves at its defaults.
 *
 * @param name as on the command line
 * @param summary what it stands for, in half a sentence
 * @param downstreamAlpn what it agrees to with its clients, most wanted first; empty list: none
 * @param replies what its clients get where the server gave no answer
 * @param connectTimeout for TCP and, where {@code timeoutIncludesTls}, the handshake too
 * @param timeoutIncludesTls false: the handshake may take as long as a response
 * @param attempts how often a connection is tried in all
 */
public record Profile(
    String name,
    String summary,
    UpstreamTls tls,
    List<String> downstreamAlpn,
    Function<UpstreamFailure, LocalReply> replies,
    Duration connectTimeout,
    boolean timeoutIncludesTls,
    int attempts) {
  public Profile {
    requireNonNull(name, "name is null");
    requireNonNull(summary, "summary is null");
    requireNonNull(tls, "tls is null");
    downstreamAlpn = List.copyOf(downstreamAlpn);
    requireNonNull(replies, "replies is null");
    requireNonNull(connectTimeout, "connectTimeout is null");
  }

  public Profile with(UpstreamTls newTls) {
    return new Profile(
        name,
        summary,
        newTls,
        downstreamAlpn,
        replies,
        connectTimeout,
        timeoutIncludesTls,
        attempts);
  }

  /** With another patience: what an experiment needs to be over soon. */
  public Profile with(Duration newConnectTimeout, int newAttempts) {
    return new Profile(
        name,
        summary,
        tls,
        downstreamAlpn,
        replies,
        newConnectTimeout,
        timeoutIncludesTls,
        newAttempts);
  }
}

package dev.tlsdiag.proxy.web;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Redaction;
import java.util.List;
import java.util.Optional;

/**
 * How the page is served.
 *
 * @param listen an address; port 0 for any free one
 * @param redaction of all that is shown
 * @param application {@code tlsdiag 1.0}
 * @param authorityFile whose certificate the proxy's clients have to trust
 * @param compareOptions words for {@code tlsdiag compare} that make its proxy like this one, quoted
 *     for a shell
 */
public record WebSettings(
    Endpoint listen,
    Redaction redaction,
    String application,
    Optional<String> authorityFile,
    List<String> compareOptions) {
  public WebSettings {
    requireNonNull(listen, "listen is null");
    requireNonNull(redaction, "redaction is null");
    requireNonNull(application, "application is null");
    requireNonNull(authorityFile, "authorityFile is null");
    compareOptions = List.copyOf(compareOptions);
  }
}

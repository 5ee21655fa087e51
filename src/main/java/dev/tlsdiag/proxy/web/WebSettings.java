package dev.tlsdiag.proxy.web;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.live.FlowCommands;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Redaction;

/**
 * How the page is served.
 *
 * @param listen an address; port 0 for any free one
 * @param application {@code tlsdiag 1.0}
 * @param commands to paste, with the redaction of all that is shown
 */
public record WebSettings(Endpoint listen, String application, FlowCommands commands) {
  public WebSettings {
    requireNonNull(listen, "listen is null");
    requireNonNull(application, "application is null");
    requireNonNull(commands, "commands is null");
  }

  Redaction redaction() {
    return commands.redaction();
  }
}

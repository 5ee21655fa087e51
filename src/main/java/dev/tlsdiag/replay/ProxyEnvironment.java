package dev.tlsdiag.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The proxy that environment variables name for a request, as curl reads them: lower case before
 * upper case, and {@code http_proxy} in lower case only, as a server under CGI gets the other from
 * its clients.
 *
 * @param proxy to use; empty for none
 * @param notes what was read and followed, or not, one line each
 */
public record ProxyEnvironment(Optional<ProxyServer> proxy, List<String> notes) {
  public ProxyEnvironment {
    notes = List.copyOf(notes);
  }

  /**
   * Reads it.
   *
   * @param noProxy {@code --noproxy} where it was given: it takes the place of NO_PROXY
   * @throws IllegalArgumentException where the variable names no proxy
   */
  public static ProxyEnvironment of(
      ReplayRequest request, Map<String, String> environment, Optional<String> noProxy) {
    String scheme = request.secure() ? "https" : "http";
    List<String> names = new ArrayList<>(List.of(scheme + "_proxy"));
    if (request.secure()) {
      names.add("HTTPS_PROXY");
    }
    names.addAll(List.of("all_proxy", "ALL_PROXY"));
    List<String> notes = new ArrayList<>();
    if (!request.secure()
        && environment.containsKey("HTTP_PROXY")
        && !environment.containsKey("http_proxy")) {
      notes.add("HTTP_PROXY in upper case is not followed, as curl does not; http_proxy is");
    }
    for (String name : names) {
      String value = environment.getOrDefault(name, "");
      if (value.isEmpty()) {
        continue;
      }
      Optional<String> exempt = exempt(request.host(), environment, noProxy);
      Optional<String> differently = disagreement(request.host(), environment, noProxy);
      if (exempt.isPresent()) {
        notes.add("%s is not followed: %s has the host".formatted(name, exempt.get()));
        differently.ifPresent(notes::add);
        return new ProxyEnvironment(Optional.empty(), notes);
      }
      try {
        ProxyServer proxy = ProxyServer.parse(value);
        notes.add("proxy %s is from %s".formatted(proxy, name));
        differently.ifPresent(notes::add);
        return new ProxyEnvironment(Optional.of(proxy), notes);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
      }
    }
    return new ProxyEnvironment(Optional.empty(), notes);
  }

  /** What other programs make of the list. */
  private static Optional<String> disagreement(
      String host, Map<String, String> environment, Optional<String> noProxy) {
    String list = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
    return noProxy.isPresent() || list.isEmpty()
        ? Optional.empty()
        : NoProxyReaders.disagreement(list, host);
  }

  private static Optional<String> exempt(
      String host, Map<String, String> environment, Optional<String> noProxy) {
    if (noProxy.isPresent()) {
      return NoProxy.matches(noProxy.get(), host) ? Optional.of("--noproxy") : Optional.empty();
    }
    for (String name : List.of("no_proxy", "NO_PROXY")) {
      if (environment.containsKey(name)) {
        return NoProxy.matches(environment.get(name), host) ? Optional.of(name) : Optional.empty();
      }
    }
    return Optional.empty();
  }
}

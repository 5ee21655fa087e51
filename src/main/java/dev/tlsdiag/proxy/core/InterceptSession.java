package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.LegRecord.Decision;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.trace.HostName;
import java.util.List;
import java.util.Optional;

/**
 * Decides what becomes of one client's connection, from where it wants to go and what it speaks.
 * Not thread-safe.
 *
 * <p>The address that is dialled comes from the listener's mode alone: a name in a ClientHello
 * never replaces it.
 */
public final class InterceptSession {
  private final ProxyMode mode;
  private final HostSelection hosts;
  private final Optional<ConnectionPolicy> policy;
  private Optional<Endpoint> target = Optional.empty();
  private Optional<ClientHello> hello = Optional.empty();
  private Decision decision = Decision.NONE;

  public InterceptSession(ProxyMode mode, HostSelection hosts) {
    this(mode, hosts, Optional.empty());
  }

  /**
   * One that a policy decides for.
   *
   * @param hosts does not count where there is a policy
   */
  public InterceptSession(ProxyMode mode, HostSelection hosts, Optional<ConnectionPolicy> policy) {
    this.mode = requireNonNull(mode, "mode is null");
    this.hosts = requireNonNull(hosts, "hosts is null");
    this.policy = requireNonNull(policy, "policy is null");
  }

  public Optional<ConnectionPolicy> policy() {
    return policy;
  }

  public ProxyMode mode() {
    return mode;
  }

  public Optional<Endpoint> target() {
    return target;
  }

  public Optional<ClientHello> hello() {
    return hello;
  }

  public Decision decision() {
    return decision;
  }

  /**
   * The target is known: by CONNECT, SOCKS, the kernel, or the listener's configuration.
   *
   * @return empty where the client's first bytes are to be looked at
   */
  public List<Command> onTarget(Endpoint newTarget) {
    target = Optional.of(newTarget);
    if (policy.isPresent()) {
      return decided(policy.get().onTarget(newTarget));
    }
    if (mode instanceof ProxyMode.Tap) {
      decision = Decision.TAP;
      return List.of(new Command.Relay(newTarget));
    }
    return List.of();
  }

  /** The first bytes are no TLS, or cannot become any. */
  public List<Command> onFirstBytes(FirstBytes first) {
    boolean decidable = first == FirstBytes.HTTP || first == FirstBytes.OTHER;
    if (policy.isPresent() && target.isPresent() && decidable) {
      return decided(policy.get().onInTheClear(first == FirstBytes.HTTP));
    }
    return switch (first) {
      case UNDECIDED, TLS -> List.of();
      case HTTP -> http();
      case OTHER -> other();
    };
  }

  /** The client's ClientHello is whole. */
  public List<Command> onHello(ClientHello newHello) {
    hello = Optional.of(newHello);
    Optional<String> serverName = newHello.serverName().map(HostName::canonical);
    if (target.isEmpty()) {
      return List.of(new Command.Close("TLS to a proxy that listens for HTTP in the clear"));
    }
    Endpoint where = target.get();
    if (policy.isPresent()) {
      return decided(policy.get().onHello(newHello));
    }
    String host = serverName.filter(name -> !name.isEmpty()).orElseGet(() -> canonicalHost(where));
    if (!hosts.intercepts(new Endpoint(host, where.port()).toString())) {
      decision = Decision.TAP;
      return List.of(new Command.Relay(where));
    }
    decision = Decision.INTERCEPT;
    boolean targetTls = !(mode instanceof ProxyMode.Reverse reverse) || reverse.tls();
    return List.of(new Command.Terminate(host, targetTls));
  }

  /** What began like a ClientHello is none. */
  public List<Command> onBrokenHello(String problem) {
    return List.of(new Command.Close(problem));
  }

  /**
   * The client did not say in time what it wants.
   *
   * @param bytes how many it sent since the target was known
   */
  public List<Command> onSilence(String waitedFor, long bytes, String waited) {
    return List.of(
        new Command.Close(
            bytes == 0
                ? "the client sent nothing for %s".formatted(waited)
                : "%s was not whole after %s, %,d bytes came".formatted(waitedFor, waited, bytes)));
  }

  private List<Command> decided(List<Command> commands) {
    for (Command command : commands) {
      if (command instanceof Command.Relay) {
        decision = Decision.TAP;
      } else if (command instanceof Command.Terminate) {
        decision = Decision.INTERCEPT;
      } else if (command instanceof Command.ServeHttp) {
        decision = Decision.PLAINTEXT;
      } else {
        decision = Decision.DENY;
      }
    }
    return commands;
  }

  private List<Command> http() {
    if (target.isPresent()
        && !hosts.intercepts(
            new Endpoint(canonicalHost(target.get()), target.get().port()).toString())) {
      decision = Decision.TAP;
      return List.of(new Command.Relay(target.get()));
    }
    decision = Decision.PLAINTEXT;
    boolean targetTls = mode instanceof ProxyMode.Reverse reverse && reverse.tls();
    return List.of(new Command.ServeHttp(target, targetTls));
  }

  private List<Command> other() {
    if (target.isEmpty()) {
      return List.of(new Command.Close("the client's first bytes are neither HTTP nor TLS"));
    }
    if (mode instanceof ProxyMode.Reverse reverse && reverse.tls()) {
      return List.of(
          new Command.Close(
              "the client's first bytes are neither TLS nor HTTP, and the server speaks TLS"));
    }
    decision = Decision.TAP;
    return List.of(new Command.Relay(target.get()));
  }

  private static String canonicalHost(Endpoint endpoint) {
    return HostName.canonical(endpoint.host());
  }
}

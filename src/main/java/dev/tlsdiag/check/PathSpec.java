package dev.tlsdiag.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.replay.ConnectTo;
import dev.tlsdiag.replay.ProxyServer;
import dev.tlsdiag.replay.ResolveEntry;
import dev.tlsdiag.tcp.Endpoint;
import java.util.List;

/**
 * A way from here to the servers, as the file names it.
 *
 * @param name by which checks call it
 * @param connectTo detours of this path, before those of the check
 * @param resolve addresses of this path, before those of the check
 */
public record PathSpec(
    String name, Way way, List<ConnectTo> connectTo, List<ResolveEntry> resolve) {
  public static final String DIRECT_NAME = "direct";
  public static final String LAB_NAME = "lab";

  public static final PathSpec DIRECT =
      new PathSpec(DIRECT_NAME, new Way.Direct(), List.of(), List.of());

  /** The proxy that a scenario of the lab is about. */
  public static final PathSpec LAB = new PathSpec(LAB_NAME, new Way.Lab(), List.of(), List.of());

  /** What lies in between. */
  public sealed interface Way {
    /** In words, without secrets. */
    String text();

    /** Nothing. */
    record Direct() implements Way {
      @Override
      public String text() {
        return "direct";
      }
    }

    /** Nothing, but another address: by {@code connect-to} or {@code resolve}. */
    record Detour() implements Way {
      @Override
      public String text() {
        return "another address";
      }
    }

    /** The proxy of a scenario, whatever it is. */
    record Lab() implements Way {
      @Override
      public String text() {
        return "the scenario's proxy";
      }
    }

    /** A proxy that is asked. */
    record Proxy(ProxyServer server) implements Way {
      public Proxy {
        requireNonNull(server, "server is null");
      }

      @Override
      public String text() {
        return "proxy " + server;
      }
    }

    /** A reverse or transparent proxy, dialled in the place of the server. */
    record Via(Endpoint there) implements Way {
      public Via {
        requireNonNull(there, "there is null");
      }

      @Override
      public String text() {
        return "proxy at " + there;
      }
    }

    /** The built-in proxy, behaving like this one. */
    record Played(Profile profile) implements Way {
      public Played {
        requireNonNull(profile, "profile is null");
      }

      @Override
      public String text() {
        return "built-in proxy, profile " + profile.name();
      }
    }
  }

  public PathSpec {
    requireNonNull(name, "name is null");
    requireNonNull(way, "way is null");
    connectTo = List.copyOf(connectTo);
    resolve = List.copyOf(resolve);
  }

  /** Whether nothing lies in between. */
  public boolean direct() {
    return way instanceof Way.Direct;
  }
}

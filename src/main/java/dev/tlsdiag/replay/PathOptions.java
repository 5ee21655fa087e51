package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.HttpExchange;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a request gets to its server: everything below TLS. Named after curl's options.
 *
 * @param proxy {@code -x}; empty for the direct way
 * @param proxyTunnel {@code -p}: CONNECT for {@code http} URLs too
 * @param proxyHeaders {@code --proxy-header}: for CONNECT, and for the proxy that a plain request
 *     goes to
 * @param noProxy {@code --noproxy}: hosts that are reached without the proxy, see {@link NoProxy}
 * @param connectTo {@code --connect-to}, the first match counts
 * @param resolve {@code --resolve}, the last match counts
 * @param dnsServers {@code --dns-servers}: asked instead of the system, IP literals with port
 * @param ipVersion {@code -4}, {@code -6}
 * @param address the only address to try, an IP literal; names are looked up nevertheless
 * @param localInterface {@code --interface}: an address or the name of an interface
 * @param localPort {@code --local-port}; 0 for any
 * @param proxyProtocol {@code --haproxy-protocol}: a PROXY header, version 1, goes first
 * @param unixSocket {@code --unix-socket}
 */
public record PathOptions(
    Optional<ProxyServer> proxy,
    boolean proxyTunnel,
    List<HttpExchange.Header> proxyHeaders,
    String noProxy,
    List<ConnectTo> connectTo,
    List<ResolveEntry> resolve,
    List<Endpoint> dnsServers,
    IpVersion ipVersion,
    Optional<String> address,
    Optional<String> localInterface,
    int localPort,
    boolean proxyProtocol,
    Optional<Path> unixSocket) {
  public static final PathOptions DEFAULT = new Builder().build();

  public PathOptions {
    requireNonNull(proxy, "proxy is null");
    proxyHeaders = List.copyOf(proxyHeaders);
    requireNonNull(noProxy, "noProxy is null");
    connectTo = List.copyOf(connectTo);
    resolve = List.copyOf(resolve);
    dnsServers = List.copyOf(dnsServers);
    requireNonNull(ipVersion, "ipVersion is null");
    requireNonNull(address, "address is null");
    requireNonNull(localInterface, "localInterface is null");
    requireNonNull(unixSocket, "unixSocket is null");
  }

  /** Which addresses of a name are tried. */
  public enum IpVersion {
    ANY,
    V4,
    V6
  }

  /** Where the direct way leads for this server: elsewhere by curl's options, else to itself. */
  public Endpoint dialled(Endpoint asked) {
    for (ConnectTo detour : connectTo) {
      if (detour.matches(asked)) {
        return detour.replace(asked);
      }
    }
    for (ResolveEntry entry : resolve) {
      boolean here = entry.port() == asked.port() && HostName.same(entry.host(), asked.host());
      if (here && !entry.addresses().isEmpty()) {
        return new Endpoint(entry.addresses().get(0), asked.port());
      }
    }
    return asked;
  }

  /** Starts from these values. */
  public Builder with() {
    return new Builder(this);
  }

  /** Changes some of the values. */
  public static final class Builder {
    private Optional<ProxyServer> proxy;
    private boolean proxyTunnel;
    private List<HttpExchange.Header> proxyHeaders;
    private String noProxy;
    private List<ConnectTo> connectTo;
    private List<ResolveEntry> resolve;
    private List<Endpoint> dnsServers;
    private IpVersion ipVersion;
    private Optional<String> address;
    private Optional<String> localInterface;
    private int localPort;
    private boolean proxyProtocol;
    private Optional<Path> unixSocket;

    private Builder() {
      proxy = Optional.empty();
      proxyTunnel = false;
      proxyHeaders = List.of();
      noProxy = "";
      connectTo = List.of();
      resolve = List.of();
      dnsServers = List.of();
      ipVersion = IpVersion.ANY;
      address = Optional.empty();
      localInterface = Optional.empty();
      localPort = 0;
      proxyProtocol = false;
      unixSocket = Optional.empty();
    }

    private Builder(PathOptions from) {
      proxy = from.proxy;
      proxyTunnel = from.proxyTunnel;
      proxyHeaders = from.proxyHeaders;
      noProxy = from.noProxy;
      connectTo = from.connectTo;
      resolve = from.resolve;
      dnsServers = from.dnsServers;
      ipVersion = from.ipVersion;
      address = from.address;
      localInterface = from.localInterface;
      localPort = from.localPort;
      proxyProtocol = from.proxyProtocol;
      unixSocket = from.unixSocket;
    }

    public Builder proxy(ProxyServer value) {
      proxy = Optional.of(value);
      return this;
    }

    public Builder proxyTunnel(boolean value) {
      proxyTunnel = value;
      return this;
    }

    public Builder proxyHeaders(List<HttpExchange.Header> value) {
      proxyHeaders = value;
      return this;
    }

    public Builder noProxy(String value) {
      noProxy = value;
      return this;
    }

    public Builder connectTo(List<ConnectTo> value) {
      connectTo = value;
      return this;
    }

    public Builder resolve(List<ResolveEntry> value) {
      resolve = value;
      return this;
    }

    public Builder dnsServers(List<Endpoint> value) {
      dnsServers = value;
      return this;
    }

    public Builder ipVersion(IpVersion value) {
      ipVersion = value;
      return this;
    }

    public Builder address(String value) {
      address = Optional.of(value);
      return this;
    }

    public Builder localInterface(String value) {
      localInterface = Optional.of(value);
      return this;
    }

    public Builder localPort(int value) {
      localPort = value;
      return this;
    }

    public Builder proxyProtocol(boolean value) {
      proxyProtocol = value;
      return this;
    }

    public Builder unixSocket(Path value) {
      unixSocket = Optional.of(value);
      return this;
    }

    public PathOptions build() {
      return new PathOptions(
          proxy,
          proxyTunnel,
          proxyHeaders,
          noProxy,
          connectTo,
          resolve,
          dnsServers,
          ipVersion,
          address,
          localInterface,
          localPort,
          proxyProtocol,
          unixSocket);
    }
  }
}

package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import java.net.URI;

/**
 * A server of a running scenario that requests can be sent to.
 *
 * @param name what the scenario calls it: {@code mrap}, {@code plain-bucket}
 * @param url with the host name the scenario is about and the real port
 * @param address where it listens, a loopback address
 * @param needsSni whether it answers only a ClientHello that names a server
 * @param answers whether a client that trusts, names and shows what it should gets an answer
 * @param expectation what a reader is to see, in half a sentence
 */
public record Target(
    String name, URI url, Endpoint address, boolean needsSni, boolean answers, String expectation) {
  public Target {
    requireNonNull(name, "name is null");
    requireNonNull(url, "url is null");
    requireNonNull(address, "address is null");
    requireNonNull(expectation, "expectation is null");
  }

  public String host() {
    return url.getHost();
  }

  /** {@code host:port}, as keys of {@code ProxySettings.dial} are written. */
  public String authority() {
    return url.getHost() + ":" + url.getPort();
  }

  /** The argument of curl's {@code --resolve}. */
  public String resolve() {
    return url.getHost() + ":" + url.getPort() + ":" + address.host();
  }
}

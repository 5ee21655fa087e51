package dev.tlsdiag.replay;

import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/** Tunnels by SOCKS 4, 4a, 5 (RFC 1928) with name and password (RFC 1929). */
final class SocksTunnel {
  private static final int NO_AUTHENTICATION = 0;
  private static final int USER_PASSWORD = 2;

  private SocksTunnel() {}

  /** Opens a tunnel to the name or address that {@link Tunnel#target} has. */
  static Step.Tunnel open(Tunnel tunnel, ProxyServer.Kind kind, Optional<String> credentials)
      throws StepFailure {
    try {
      return kind == ProxyServer.Kind.SOCKS4 || kind == ProxyServer.Kind.SOCKS4A
          ? open4(tunnel, credentials)
          : open5(tunnel, credentials);
    } catch (IOException e) {
      throw tunnel.failed(e);
    }
  }

  private static Step.Tunnel open4(Tunnel tunnel, Optional<String> credentials)
      throws IOException, StepFailure {
    String host = tunnel.target().host();
    boolean address = HostName.isAddress(host);
    if (address && host.indexOf(':') >= 0) {
      throw tunnel.refused(OptionalInt.empty(), "SOCKS 4 knows no IPv6", CurlExit.PROXY_HANDSHAKE);
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(new byte[] {4, 1});
    port(request, tunnel.target().port());
    // An address 0.0.0.x says that the name follows.
    request.writeBytes(
        address ? InetAddress.getByName(host).getAddress() : new byte[] {0, 0, 0, 1});
    int secretFrom = request.size();
    request.writeBytes(
        credentials.map(c -> c.split(":", 2)[0]).orElse("").getBytes(StandardCharsets.UTF_8));
    int secretTo = request.size();
    request.write(0);
    if (!address) {
      request.writeBytes(host.getBytes(StandardCharsets.UTF_8));
      request.write(0);
    }
    tunnel.sendSecret(request.toByteArray(), secretFrom, secretTo);
    byte[] answer = tunnel.read(8);
    int code = answer[1] & 0xff;
    if (answer[0] != 0 && answer[0] != 4) {
      throw notSocks(tunnel);
    }
    if (code != 90) {
      throw tunnel.refused(OptionalInt.of(code), reply4(code), CurlExit.PROXY_HANDSHAKE);
    }
    return tunnel.stands(OptionalInt.of(code));
  }

  private static Step.Tunnel open5(Tunnel tunnel, Optional<String> credentials)
      throws IOException, StepFailure {
    tunnel.send(
        credentials.isPresent()
            ? new byte[] {5, 2, NO_AUTHENTICATION, USER_PASSWORD}
            : new byte[] {5, 1, NO_AUTHENTICATION});
    byte[] method = tunnel.read(2);
    if (method[0] != 5) {
      throw notSocks(tunnel);
    }
    if (method[1] == USER_PASSWORD && credentials.isPresent()) {
      authenticate(tunnel, credentials.get());
    } else if (method[1] != NO_AUTHENTICATION) {
      String problem =
          credentials.isPresent()
              ? "it accepts none of the ways to authenticate"
              : "it wants name and password";
      throw tunnel.refused(OptionalInt.empty(), problem, CurlExit.PROXY_HANDSHAKE);
    }
    tunnel.send(request5(tunnel));
    byte[] head = tunnel.read(4);
    int code = head[1] & 0xff;
    if (head[0] != 5) {
      throw notSocks(tunnel);
    }
    if (code != 0) {
      throw tunnel.refused(OptionalInt.of(code), reply5(code), CurlExit.PROXY_HANDSHAKE);
    }
    int addressLength =
        switch (head[3]) {
          case 1 -> 4;
          case 4 -> 16;
          default -> tunnel.read(1)[0] & 0xff;
        };
    tunnel.read(addressLength + 2);
    return tunnel.stands(OptionalInt.of(code));
  }

  private static void authenticate(Tunnel tunnel, String credentials)
      throws IOException, StepFailure {
    String[] parts = credentials.split(":", 2);
    byte[] user = parts[0].getBytes(StandardCharsets.UTF_8);
    byte[] password = parts.length < 2 ? new byte[0] : parts[1].getBytes(StandardCharsets.UTF_8);
    if (user.length > 255 || password.length > 255) {
      throw tunnel.refused(
          OptionalInt.empty(), "name or password is too long", CurlExit.PROXY_HANDSHAKE);
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(1);
    message.write(user.length);
    message.writeBytes(user);
    message.write(password.length);
    message.writeBytes(password);
    tunnel.sendSecret(message.toByteArray(), 2, message.size());
    if (tunnel.read(2)[1] != 0) {
      throw tunnel.refused(
          OptionalInt.empty(), "it did not accept name and password", CurlExit.PROXY_HANDSHAKE);
    }
  }

  private static byte[] request5(Tunnel tunnel) throws IOException, StepFailure {
    String host = tunnel.target().host();
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(new byte[] {5, 1, 0});
    if (HostName.isAddress(host)) {
      byte[] address = InetAddress.getByName(host).getAddress();
      request.write(address.length == 4 ? 1 : 4);
      request.writeBytes(address);
    } else {
      byte[] name = host.getBytes(StandardCharsets.UTF_8);
      if (name.length > 255) {
        throw tunnel.refused(
            OptionalInt.empty(), "the name is too long for SOCKS", CurlExit.PROXY_HANDSHAKE);
      }
      request.write(3);
      request.write(name.length);
      request.writeBytes(name);
    }
    port(request, tunnel.target().port());
    return request.toByteArray();
  }

  private static void port(ByteArrayOutputStream out, int port) {
    out.write(port >> 8);
    out.write(port);
  }

  private static StepFailure notSocks(Tunnel tunnel) {
    return tunnel.refused(OptionalInt.empty(), "its answer is not SOCKS", CurlExit.PROXY_HANDSHAKE);
  }

  private static String reply4(int code) {
    return switch (code) {
      case 91 -> "91 rejected or failed";
      case 92 -> "92 it cannot reach identd here";
      case 93 -> "93 identd reports another user";
      default -> code + " unknown reply";
    };
  }

  private static String reply5(int code) {
    return switch (code) {
      case 1 -> "1 general failure";
      case 2 -> "2 not allowed by its rules";
      case 3 -> "3 network unreachable";
      case 4 -> "4 host unreachable";
      case 5 -> "5 connection refused";
      case 6 -> "6 TTL expired";
      case 7 -> "7 command not supported";
      case 8 -> "8 address type not supported";
      default -> code + " unknown reply";
    };
  }
}

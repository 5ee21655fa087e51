package dev.tlsdiag.replay;

import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tunnel by CONNECT (RFC 9110 section 9.3.6). */
final class ConnectTunnel {
  private static final int HEAD_BYTES = 64 * 1024;
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/[0-9.]+ ([0-9]{3})(?: ([^\r\n]*))?.*", Pattern.DOTALL);
  private static final Pattern LENGTH =
      Pattern.compile("(?im)^content-length: *([0-9]{1,8})[ \t]*\r?$");

  private ConnectTunnel() {}

  /** The value of Proxy-Authorization for {@code user:password}; secret. */
  static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Opens the tunnel.
   *
   * @param headers of the user, sent last
   */
  static Step.Tunnel open(
      Tunnel tunnel,
      Optional<String> credentials,
      Optional<String> userAgent,
      List<HttpExchange.Header> headers)
      throws StepFailure {
    StringBuilder head = new StringBuilder();
    String authority = tunnel.target().toString();
    head.append("CONNECT ").append(authority).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(authority).append("\r\n");
    int secretFrom = head.length();
    int secretTo = secretFrom;
    if (credentials.isPresent()) {
      head.append("Proxy-Authorization: ");
      secretFrom = head.length();
      secretTo = head.append(basic(credentials.get())).length();
      head.append("\r\n");
    }
    userAgent.ifPresent(agent -> head.append("User-Agent: ").append(agent).append("\r\n"));
    head.append("Proxy-Connection: Keep-Alive\r\n");
    for (HttpExchange.Header header : headers) {
      head.append(header.name()).append(": ");
      if (header.name().equalsIgnoreCase("Proxy-Authorization")) {
        secretFrom = head.length();
        secretTo = secretFrom + header.value().length();
      }
      head.append(header.value()).append("\r\n");
    }
    head.append("\r\n");
    try {
      tunnel.sendSecret(
          head.toString().getBytes(StandardCharsets.ISO_8859_1), secretFrom, secretTo);
      return answered(tunnel);
    } catch (IOException e) {
      throw tunnel.failed(e);
    }
  }

  private static Step.Tunnel answered(Tunnel tunnel) throws IOException, StepFailure {
    while (true) {
      String head = head(tunnel);
      Matcher line = STATUS_LINE.matcher(head);
      if (!line.matches()) {
        throw tunnel.refused(OptionalInt.empty(), "its answer is not HTTP", CurlExit.RECEIVE);
      }
      int status = Integer.parseInt(line.group(1));
      if (status >= 200 && status < 300) {
        return tunnel.stands(OptionalInt.of(status));
      }
      if (status >= 200) {
        explanation(tunnel, head);
        String reason = line.group(2) == null ? "" : line.group(2).strip();
        throw tunnel.refused(
            OptionalInt.of(status), (status + " " + reason).strip(), CurlExit.RECEIVE);
      }
    }
  }

  /** Reads the start of a refusal's page, which may say why; what does not come is not missed. */
  private static void explanation(Tunnel tunnel, String head) {
    Matcher length = LENGTH.matcher(head);
    int left = length.find() ? Math.min(Integer.parseInt(length.group(1)), Tunnel.KEPT_BYTES) : 0;
    try {
      while (left > 0 && tunnel.read() >= 0) {
        left--;
      }
    } catch (IOException e) {
      // The head has said enough.
    }
  }

  /** Up to the empty line, which nothing may be read beyond. */
  private static String head(Tunnel tunnel) throws IOException, StepFailure {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int newlines = 0;
    while (newlines < 2) {
      int b = tunnel.read();
      if (b < 0) {
        if (STATUS_LINE.matcher(head.toString(StandardCharsets.ISO_8859_1)).matches()) {
          break; // a refusal need not be complete to be understood
        }
        throw tunnel.closed(head.size() > 0);
      }
      head.write(b);
      newlines = b == '\n' ? newlines + 1 : b == '\r' ? newlines : 0;
      if (head.size() == 5 && !head.toString(StandardCharsets.ISO_8859_1).equals("HTTP/")
          || head.size() > HEAD_BYTES) {
        break; // not HTTP: do not wait for lines that may never come
      }
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }
}

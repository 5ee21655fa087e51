package dev.tlsdiag.trace;

import dev.tlsdiag.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request in the clear and what came back, read from the first bytes of both sides (RFC 9112);
 * what the capture cut off is missing.
 */
public final class PlainHttp {
  /** Name of the protocol in {@link Preamble#protocol}. */
  public static final String PROTOCOL = "http";

  private static final Pattern REQUEST_LINE =
      Pattern.compile("^([A-Z]{3,16}) (\\S+) HTTP/(1\\.[01]|2\\.0)\r?\n");
  private static final Pattern STATUS_LINE =
      Pattern.compile("^HTTP/1\\.[01] ([0-9]{3})([^\r\n]*)\r?\n");
  private static final Pattern HEADER_LINE = Pattern.compile("([^\\s:]+):[ \t]*([^\r\n]*)\r?\n?");
  private static final Pattern END_OF_HEAD = Pattern.compile("\r?\n\r?\n");
  private static final int SHOWN_BYTES = 16;

  private PlainHttp() {}

  /** Empty where the connection was not begun with a request, or its fate is not known. */
  public static Optional<HttpExchange> of(Handshake handshake) {
    return handshake
        .preamble()
        .filter(preamble -> preamble.protocol().equals(PROTOCOL))
        .flatMap(preamble -> exchange(preamble, handshake));
  }

  private static Optional<HttpExchange> exchange(Preamble preamble, Handshake handshake) {
    String asked = preamble.client().latin1();
    Matcher line = REQUEST_LINE.matcher(asked);
    if (!line.find()) {
      return Optional.empty();
    }
    List<HttpExchange.Header> request = fields(asked.substring(line.end()));
    String authority =
        value(request, "host").or(preamble::target).orElse(handshake.server().toString());
    boolean http2 = line.group(3).equals("2.0");
    Response response = Response.of(preamble.server());
    Optional<String> problem = problem(response, http2, preamble.server(), handshake.outcome());
    if (response.status().isEmpty() && problem.isEmpty()) {
      return Optional.empty();
    }
    String path = line.group(2);
    return Optional.of(
        new HttpExchange(
            line.group(1),
            path.startsWith("http://") ? path : "http://" + authority + (http2 ? "" : path),
            authority,
            http2 ? "h2" : "http/" + line.group(3),
            response.status(),
            request,
            response.headers(),
            List.of(),
            response.body(),
            0,
            response.length(),
            problem,
            endedBy(response, handshake.outcome()),
            Optional.empty()));
  }

  /** The head of a response, and what is there of its body. */
  private record Response(
      OptionalInt status, List<HttpExchange.Header> headers, Bytes body, long length) {
    static Response of(Bytes bytes) {
      String text = bytes.latin1();
      Matcher line = STATUS_LINE.matcher(text);
      if (!line.find()) {
        return new Response(OptionalInt.empty(), List.of(), Bytes.EMPTY, 0);
      }
      Matcher end = END_OF_HEAD.matcher(text);
      boolean whole = end.find(line.end() - 2);
      int bodyStart = whole ? end.end() : text.length();
      List<HttpExchange.Header> headers = fields(text.substring(line.end(), bodyStart));
      Bytes rest = bytes.slice(bodyStart, bytes.length() - bodyStart);
      long length =
          value(headers, "content-length")
              .filter(value -> value.matches("[0-9]{1,12}"))
              .map(Long::parseLong)
              .orElse((long) rest.length());
      Bytes body = rest.head((int) Math.min(length, rest.length()));
      return new Response(OptionalInt.of(Integer.parseInt(line.group(1))), headers, body, length);
    }
  }

  private static Optional<String> problem(
      Response response, boolean http2, Bytes answer, Outcome outcome) {
    if (http2 && answer.latin1().startsWith("HTTP/1.")) {
      return Optional.of("the answer to HTTP/2 is HTTP/1.1");
    }
    if (response.status().isPresent() || http2 && !answer.isEmpty()) {
      return Optional.empty();
    }
    if (answer.length() >= 3 && answer.u8(0) == 21 && answer.u8(1) == 3) {
      return Optional.of("the answer is an alert of TLS");
    }
    if (!answer.isEmpty()) {
      return Optional.of(
          "unexpected status line: not HTTP but " + answer.head(SHOWN_BYTES).toHex());
    }
    return outcome.failed()
        ? Optional.of("no response, " + OutcomeText.of(outcome))
        : Optional.empty();
  }

  private static Optional<Side> endedBy(Response response, Outcome outcome) {
    if (response.status().isPresent()) {
      return Optional.empty();
    }
    if (outcome instanceof Outcome.Reset reset) {
      return Optional.of(reset.by());
    }
    if (outcome instanceof Outcome.Closed closed) {
      return Optional.of(closed.by());
    }
    return outcome instanceof Outcome.GaveUp ? Optional.of(Side.CLIENT) : Optional.empty();
  }

  private static List<HttpExchange.Header> fields(String lines) {
    List<HttpExchange.Header> headers = new ArrayList<>();
    Matcher header = HEADER_LINE.matcher(lines);
    int at = 0;
    while (header.find(at) && header.start() == at) { // the empty line ends them
      headers.add(new HttpExchange.Header(header.group(1), header.group(2).strip()));
      at = header.end();
    }
    return headers;
  }

  private static Optional<String> value(List<HttpExchange.Header> headers, String name) {
    return headers.stream()
        .filter(header -> header.name().toLowerCase(Locale.ROOT).equals(name))
        .map(HttpExchange.Header::value)
        .findFirst();
  }
}

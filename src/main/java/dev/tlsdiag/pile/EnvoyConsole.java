package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.replay.UnixSocket;
import dev.tlsdiag.wire.Bytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks the admin console of a running Envoy, over TCP or a unix socket. It only reads: GET is the
 * one method it knows, and the documents are those named here, none of which changes anything.
 */
public final class EnvoyConsole {
  /** The documents, in the order they are asked for: the shortest first, as a test of the rest. */
  private static final List<String> PATHS =
      List.of(
          "/server_info",
          "/config_dump?include_eds",
          "/clusters?format=json",
          "/certs",
          "/listeners",
          "/stats?usedonly");

  /** How much and how long. */
  public static final Limits LIMITS =
      new Limits(Duration.ofSeconds(5), Duration.ofSeconds(60), 256 << 20);

  private static final Pattern TCP =
      Pattern.compile("(?:http://)?(\\[[0-9A-Fa-f:.%]+]|[^/:\\[\\]\\s]+):([0-9]{1,5})/?");

  private static final String UNIX = "unix:";

  private final Address address;
  private final Limits limits;

  private EnvoyConsole(Address address, Limits limits) {
    this.address = address;
    this.limits = requireNonNull(limits, "limits is null");
  }

  /**
   * @param silence how long it may say nothing
   * @param whole how long one document may take
   * @param mostBytes of one document
   */
  public record Limits(Duration silence, Duration whole, int mostBytes) {
    public Limits {
      requireNonNull(silence, "silence is null");
      requireNonNull(whole, "whole is null");
    }
  }

  /**
   * What it answered.
   *
   * @param documents by name, {@code envoy 127.0.0.1:15000/config_dump}
   * @param problems of those that are missing, each a sentence without a period
   */
  public record Answers(Map<String, Bytes> documents, List<String> problems) {
    public Answers {
      documents = Collections.unmodifiableMap(new LinkedHashMap<>(documents));
      problems = List.copyOf(problems);
    }
  }

  private record Address(Optional<Path> path, String host, int port, String shown) {}

  /**
   * Where it listens.
   *
   * @param address {@code 127.0.0.1:15000}, {@code http://[::1]:9901}, {@code
   *     unix:/var/run/cilium/envoy/sockets/admin.sock}; nothing is opened yet
   * @throws IllegalArgumentException where it is none of these; the message says what is
   */
  public static EnvoyConsole at(String address, Limits limits) {
    return new EnvoyConsole(parse(address), limits);
  }

  private static Address parse(String address) {
    String path = address.startsWith(UNIX) ? address.substring(UNIX.length()) : address;
    if (path.startsWith("/") && path.length() > 1) {
      try {
        return new Address(Optional.of(Path.of(path)), "", 0, path);
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("'%s' is no path".formatted(path), e);
      }
    }
    Matcher tcp = TCP.matcher(address);
    int port = tcp.matches() ? Integer.parseInt(tcp.group(2)) : 0;
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "'%s' is no address of an admin console: HOST:PORT or unix:/PATH".formatted(address));
    }
    String host = tcp.group(1).replaceAll("[\\[\\]]", "");
    return new Address(Optional.empty(), host, port, tcp.group(1) + ":" + port);
  }

  /**
   * Asks for all documents. Where some are refused the others are there all the same.
   *
   * @throws IOException where nobody answers at all
   */
  public Answers fetch() throws IOException {
    Map<String, Bytes> documents = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    IOException first = null;
    for (String path : PATHS) {
      try {
        documents.put(name(path), Bytes.wrap(fetchEither(path)));
      } catch (IOException e) {
        if (documents.isEmpty() && !(e instanceof Refused)) {
          throw e; // nobody is there: the others need not be tried
        }
        first = first == null ? e : first;
        problems.add("%s: %s".formatted(name(path), e.getMessage()));
      }
    }
    if (documents.isEmpty() && first != null) {
      throw first;
    }
    return new Answers(documents, problems);
  }

  /** {@code envoy 127.0.0.1:15000}. */
  @Override
  public String toString() {
    return "envoy " + address.shown();
  }

  private String name(String path) {
    int query = path.indexOf('?');
    String plain = query < 0 ? path : path.substring(0, query);
    return this + plain;
  }

  /** It answered, and not with the document. */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** What is not known in the wanted form may be in the plain one. */
  private byte[] fetchEither(String path) throws IOException {
    try {
      return fetch(path);
    } catch (Refused e) {
      if (path.endsWith("format=json")) {
        return fetch(path.substring(0, path.indexOf('?')));
      }
      throw e;
    }
  }

  private byte[] fetch(String path) throws IOException {
    try (Socket socket = connect()) {
      String request =
          "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nConnection: close\r\n\r\n"
              .formatted(path);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return new Answer(socket).body();
    } catch (SocketTimeoutException e) {
      throw new IOException("says nothing for %d s".formatted(limits.silence().toSeconds()), e);
    }
  }

  private Socket connect() throws IOException {
    int millis = Math.toIntExact(limits.silence().toMillis());
    Socket socket;
    if (address.path().isPresent()) {
      socket = new UnixSocket(address.path().get());
    } else {
      socket = new Socket();
      try {
        socket.connect(new InetSocketAddress(address.host(), address.port()), millis);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }
    socket.setSoTimeout(millis);
    return socket;
  }

  /** One answer as it is read. */
  private final class Answer {
    private static final int LONGEST_LINE = 16 << 10;
    private static final int MOST_HEADERS = 200;

    private final InputStream in;
    private final long deadline = System.nanoTime() + limits.whole().toNanos();
    private byte[] body = new byte[Math.min(limits.mostBytes(), 64 << 10)];
    private int length;

    Answer(Socket socket) throws IOException {
      in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    }

    byte[] body() throws IOException {
      String status = line();
      if (!status.matches("HTTP/1\\.[01] [0-9]{3}.*")) {
        throw new IOException("what answers speaks no HTTP");
      }
      long contentLength = -1;
      boolean chunked = false;
      int headers = 0;
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (++headers > MOST_HEADERS) {
          throw new IOException("the answer's head has no end");
        }
        String lower = line.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          contentLength = length(lower.substring("content-length:".length()).strip(), 10);
        } else if (lower.startsWith("transfer-encoding:")) {
          chunked = lower.endsWith("chunked");
        }
      }
      String code = status.substring(9, 12);
      if (!code.equals("200")) {
        throw new Refused("answered " + code);
      }
      if (chunked) {
        for (long size = chunk(); size > 0; size = chunk()) {
          take(size);
          line();
        }
      } else {
        take(contentLength);
      }
      return Arrays.copyOf(body, length);
    }

    private long chunk() throws IOException {
      String size = line();
      int end = size.indexOf(';');
      return length((end < 0 ? size : size.substring(0, end)).strip(), 16);
    }

    private long length(String digits, int radix) throws IOException {
      try {
        long value = Long.parseLong(digits, radix);
        if (value >= 0) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw new IOException("a length in the answer is no number", e);
      }
      throw new IOException("a length in the answer is no number");
    }

    /** Below zero: to the end. */
    private void take(long bytes) throws IOException {
      long left = bytes < 0 ? Long.MAX_VALUE : bytes;
      while (left > 0) {
        if (length >= limits.mostBytes()) {
          throw new Refused("is longer than %d MB".formatted(limits.mostBytes() >> 20));
        }
        if (System.nanoTime() > deadline) {
          throw new Refused("takes longer than %d s".formatted(limits.whole().toSeconds()));
        }
        if (length == body.length) {
          body = Arrays.copyOf(body, Math.min(limits.mostBytes(), body.length * 2));
        }
        int got = in.read(body, length, (int) Math.min(left, body.length - length));
        if (got < 0 && bytes < 0) {
          return;
        }
        if (got < 0) {
          throw new Refused("the answer was cut");
        }
        length += got;
        left -= got;
      }
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0 || line.length() > LONGEST_LINE) {
          throw new IOException("what answers speaks no HTTP");
        }
        if (b != '\r') {
          line.append((char) b);
        }
      }
      return line.toString();
    }
  }
}

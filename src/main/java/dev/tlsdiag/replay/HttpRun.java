package dev.tlsdiag.replay;

import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import javax.net.ssl.SSLSocket;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** One request over a connection that stands. */
final class HttpRun {
  private final ReplayRequest request;
  private final String protocol;
  private final boolean absoluteForm;
  private final RunClock clock;
  private final LegTape tape;
  private final String peer;
  private final HandedStreams streams;
  private final List<HttpExchange.Header> headers;

  private volatile long sentNanos = -1;
  private volatile long requestBytes;
  private volatile long headersNanos = -1;
  private volatile Response network;

  /**
   * What came of it.
   *
   * @param curlExit 0 where there is a whole response
   * @param late what ended the connection, if that was before the response was whole
   * @param startTransferNanos since the start of the run
   */
  record Result(
      HttpExchange exchange,
      int curlExit,
      Optional<IOException> late,
      long applicationBytes,
      OptionalLong startTransferNanos) {}

  /**
   * @param protocol as in ALPN
   * @param absoluteForm whether a proxy gets the request itself (RFC 9112 section 3.2.2)
   * @param proxyHeaders for that proxy
   * @param peer who answers, as messages name it
   */
  HttpRun(
      ReplayRequest request,
      String protocol,
      boolean absoluteForm,
      List<HttpExchange.Header> proxyHeaders,
      RunClock clock,
      LegTape tape,
      String peer) {
    this.request = request;
    this.protocol = protocol;
    this.absoluteForm = absoluteForm;
    this.clock = clock;
    this.tape = tape;
    this.peer = peer;
    headers = headers(request, proxyHeaders);
    String target =
        absoluteForm ? "http://" + request.authority() + request.target() : request.target();
    Optional<String> line =
        protocol.equals("h2")
            ? Optional.empty()
            : Optional.of(
                request.method() + " " + target + " " + protocol.toUpperCase(Locale.ROOT));
    streams = new HandedStreams(clock, line);
  }

  private static List<HttpExchange.Header> headers(
      ReplayRequest request, List<HttpExchange.Header> proxyHeaders) {
    List<HttpExchange.Header> headers = new ArrayList<>();
    String host = request.header("Host").orElse(request.authority());
    headers.add(new HttpExchange.Header("Host", host));
    proxyHeaders.stream().filter(HttpRun::isAuthorization).forEach(headers::add);
    for (HttpExchange.Header header : request.headers()) {
      if (!header.name().equalsIgnoreCase("Host")) {
        headers.add(header);
      }
    }
    proxyHeaders.stream().filter(header -> !isAuthorization(header)).forEach(headers::add);
    boolean framed =
        request.header("Content-Length").isPresent()
            || request.header("Transfer-Encoding").isPresent();
    if (request.body().isPresent() && !framed) {
      String length = Integer.toString(request.body().get().length());
      headers.add(new HttpExchange.Header("Content-Length", length));
    }
    return headers;
  }

  private static boolean isAuthorization(HttpExchange.Header header) {
    return header.name().equalsIgnoreCase("Proxy-Authorization");
  }

  /** When the first byte of the request went, since the start of the run; -1 where none did. */
  long firstWriteNanos() {
    return streams.firstWriteNanos();
  }

  Result run(Socket socket) {
    boolean tls = socket instanceof SSLSocket;
    OkHttpClient client = null;
    try {
      client = client(socket, tls);
      try (Response response = client.newCall(shell()).execute()) {
        return body(response);
      }
    } catch (IOException | RuntimeException e) {
      // OkHttp refuses what it cannot put on the wire by unchecked exceptions.
      IOException failure =
          e instanceof IOException io ? io : new IOException(String.valueOf(e.getMessage()), e);
      return failed(failure, Bytes.EMPTY, 0);
    } finally {
      if (client != null) {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
      }
      close(socket);
    }
  }

  private OkHttpClient client(Socket socket, boolean tls) throws IOException {
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .dispatcher(new Dispatcher())
            .connectionPool(new ConnectionPool())
            .retryOnConnectionFailure(false)
            .fastFallback(false)
            .followRedirects(false)
            .followSslRedirects(false)
            .dns(name -> List.of(InetAddress.getLoopbackAddress()))
            .proxy(
                absoluteForm
                    ? new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy", 1))
                    : Proxy.NO_PROXY)
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .callTimeout(Duration.ZERO)
            .eventListener(new Marks())
            .addNetworkInterceptor(
                chain -> {
                  // The headers as they are wanted, and none that OkHttp thinks of.
                  Headers.Builder exact = new Headers.Builder();
                  headers.forEach(h -> exact.addUnsafeNonAscii(h.name(), h.value()));
                  Response response =
                      chain.proceed(chain.request().newBuilder().headers(exact.build()).build());
                  network = response;
                  // With 503 it would make OkHttp ask again.
                  return response.newBuilder().removeHeader("Retry-After").build();
                });
    if (tls) {
      HandedStreams unused = new HandedStreams(clock, Optional.empty());
      return builder
          .connectionSpecs(
              List.of(
                  new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
                      .allEnabledCipherSuites()
                      .allEnabledTlsVersions()
                      .build()))
          .protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
          .socketFactory(HandedSockets.plain(new HandedSocket(socket, unused)))
          .sslSocketFactory(
              HandedSockets.tls(new HandedTlsSocket((SSLSocket) socket, streams)),
              new TrustNobody())
          .hostnameVerifier((name, session) -> true) // the trust manager has checked it
          .build();
    }
    return builder
        .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
        .protocols(
            protocol.equals("h2")
                ? List.of(Protocol.H2_PRIOR_KNOWLEDGE)
                : List.of(Protocol.HTTP_1_1))
        .socketFactory(HandedSockets.plain(new HandedSocket(socket, streams)))
        .build();
  }

  /**
   * What OkHttp is to send. Over HTTP/1 only its body is: the request line is put in later, which
   * also lets a GET have a body.
   */
  private Request shell() throws IOException {
    Optional<RequestBody> body =
        request.body().map(bytes -> RequestBody.create(bytes.toArray(), null));
    String scheme = request.secure() ? "https://" : "http://";
    Request.Builder shell = new Request.Builder().header("Accept-Encoding", "identity");
    try {
      if (protocol.equals("h2")) {
        String method = request.method();
        boolean without = method.equals("GET") || method.equals("HEAD");
        if (without && body.isPresent()) {
          throw new IOException("a %s with a body cannot be sent over HTTP/2".formatted(method));
        }
        boolean needed = List.of("POST", "PUT", "PATCH").contains(method);
        return shell
            .url(HttpUrl.get(scheme + request.authority() + request.target()))
            .method(method, body.orElse(needed ? RequestBody.EMPTY : null))
            .build();
      }
      String method = request.method().equals("HEAD") ? "HEAD" : body.isPresent() ? "POST" : "GET";
      return shell
          .url(HttpUrl.get(scheme + request.authority() + "/"))
          .method(method, method.equals("HEAD") ? null : body.orElse(null))
          .build();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Result body(Response response) {
    ByteArrayOutputStream start = new ByteArrayOutputStream();
    long size = 0;
    try (InputStream body = response.body().byteStream()) {
      byte[] buffer = new byte[16 * 1024];
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        start.write(buffer, 0, Math.min(n, HttpExchange.BODY_START - start.size()));
        size += n;
      }
      List<HttpExchange.Header> trailers = list(response.trailers());
      HttpExchange whole =
          exchange(
              Bytes.wrap(start.toByteArray()), size, trailers, Optional.empty(), Optional.empty());
      return new Result(whole, CurlExit.OK, Optional.empty(), streams.bytesRead(), startTransfer());
    } catch (IOException e) {
      return failed(e, Bytes.wrap(start.toByteArray()), size);
    }
  }

  private Result failed(IOException e, Bytes start, long size) {
    IOException cause = streams.failure().orElse(e);
    HttpFailure failure =
        new HttpFailure.Seen(
                peer, tape.end(), network != null, streams.bytesRead(), size, clock.sinceStart())
            .failure(cause, e);
    HttpExchange exchange =
        exchange(start, size, List.of(), Optional.of(failure.problem()), failure.endedBy());
    return new Result(
        exchange, failure.curlExit(), Optional.of(cause), streams.bytesRead(), startTransfer());
  }

  private HttpExchange exchange(
      Bytes start,
      long size,
      List<HttpExchange.Header> trailers,
      Optional<String> problem,
      Optional<Side> endedBy) {
    Response response = network;
    OptionalLong first = startTransfer();
    Optional<Duration> firstByte =
        first.isPresent() && sentNanos >= 0
            ? Optional.of(Duration.ofNanos(Math.max(0, first.getAsLong() - sentNanos)))
            : Optional.empty();
    return new HttpExchange(
        request.method(),
        (request.secure() ? "https://" : "http://") + request.authority() + request.target(),
        headers.get(0).value(),
        protocol,
        response == null ? OptionalInt.empty() : OptionalInt.of(response.code()),
        headers,
        response == null ? List.of() : list(response.headers()),
        trailers,
        start,
        requestBytes,
        size,
        problem,
        endedBy,
        firstByte);
  }

  /** Over HTTP/2 the first byte of a connection is one of settings: the headers count. */
  private OptionalLong startTransfer() {
    long nanos = protocol.equals("h2") ? headersNanos : streams.firstByteNanos();
    return nanos < 0 ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  private static List<HttpExchange.Header> list(Headers headers) {
    List<HttpExchange.Header> list = new ArrayList<>(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      list.add(new HttpExchange.Header(headers.name(i), headers.value(i)));
    }
    return list;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // The exchange is over, whatever the other end thinks of it.
    }
  }

  /** Calls come on the thread of the call. */
  private final class Marks extends EventListener {
    @Override
    public void requestHeadersEnd(Call call, Request sent) {
      sentNanos = clock.elapsed();
    }

    @Override
    public void requestBodyEnd(Call call, long byteCount) {
      sentNanos = clock.elapsed();
      requestBytes = byteCount;
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
      headersNanos = clock.elapsed();
    }
  }
}

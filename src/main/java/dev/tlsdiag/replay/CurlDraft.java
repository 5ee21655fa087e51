package dev.tlsdiag.replay;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trust.CredentialFiles;
import dev.tlsdiag.trust.Passphrase;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the words of a curl command line add up to, until {@link #finish} makes a request of it. */
final class CurlDraft {
  final List<String> urls = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  final CurlBody body = new CurlBody();
  final List<String> cookies = new ArrayList<>();
  final List<ConnectTo> connectTo = new ArrayList<>();
  final List<ResolveEntry> resolve = new ArrayList<>();
  final PathOptions.Builder path = PathOptions.DEFAULT.with();
  final TlsOptions.Builder tls = TlsOptions.DEFAULT.with();
  final ReplayOptions.Builder options = ReplayOptions.DEFAULT.with();

  String method;
  boolean get;
  boolean head;
  String userAgent;
  String referer;
  String user;
  String bearer;
  String range;
  boolean compressed;
  boolean failOnError;
  String writeOut;
  String proxyUser;
  Path cacert;
  Path capath;
  String cert;
  Path key;
  String pass;

  private final List<String> headers = new ArrayList<>();
  private final List<HttpExchange.Header> proxyHeaders = new ArrayList<>();
  private final List<String> queries = new ArrayList<>();
  private Optional<ProxyServer> proxy = Optional.empty();
  private boolean proxyGiven;

  void header(String text) throws IOException {
    if (text.startsWith("@")) {
      CurlBody.lines(text.substring(1)).stream()
          .filter(line -> !line.isBlank())
          .forEach(headers::add);
    } else {
      headers.add(text);
    }
  }

  void proxyHeader(String text) throws IOException {
    List<String> lines = text.startsWith("@") ? CurlBody.lines(text.substring(1)) : List.of(text);
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        proxyHeaders.add(
            new HttpExchange.Header(line.substring(0, colon), line.substring(colon + 1).strip()));
      }
    }
  }

  void query(String text) throws IOException {
    queries.add(text.startsWith("+") ? text.substring(1) : CurlBody.urlEncoded(text));
  }

  /** An empty proxy is none, whatever the environment says. */
  void proxy(String text, String scheme) {
    proxyGiven = true;
    proxy =
        text.isEmpty()
            ? Optional.empty()
            : Optional.of(ProxyServer.parse(text.contains("://") ? text : scheme + "://" + text));
  }

  void dnsServers(String list) {
    List<Endpoint> servers = new ArrayList<>();
    for (String server : list.split(",", -1)) {
      Endpoint parsed = ProxyServer.parse("http://" + server).endpoint();
      boolean port = server.matches("[^:]*:[0-9]+|\\[.*]:[0-9]+");
      servers.add(
          new Endpoint(IpAddress.parse(parsed.host()).toString(), port ? parsed.port() : 53));
    }
    path.dnsServers(servers);
  }

  CurlCommand finish(String usualAgent) throws IOException {
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("there is no URL");
    }
    if (urls.size() > 1) {
      notes.add("%d URLs are given: only the first is asked for".formatted(urls.size()));
    }
    CurlUrl url = CurlUrl.parse(urls.get(0));
    URI target = withQueries(url.url());
    boolean inQuery = get && body.isPresent();
    Optional<Bytes> content = inQuery ? Optional.empty() : body.content();
    ReplayRequest request =
        new ReplayRequest(
            method(content), target, headers(url, target, content, usualAgent), content);
    path.connectTo(connectTo).resolve(resolve).proxyHeaders(proxyHeaders);
    proxy.map(p -> proxyUser == null ? p : p.withCredentials(proxyUser)).ifPresent(path::proxy);
    anchors();
    credential();
    options.path(path.build()).tls(tls.build());
    return new CurlCommand(
        request, options.build(), Optional.ofNullable(writeOut), failOnError, proxyGiven, notes);
  }

  /** With what was given, and the rest of another request. */
  CurlCommand finish(ReplayRequest other, String usualAgent) throws IOException {
    CurlCommand own = finish(usualAgent);
    ReplayRequest given = own.request();
    List<String> named = headers.stream().map(line -> line.split("[:;]", 2)[0].strip()).toList();
    List<HttpExchange.Header> all = new ArrayList<>(other.headers());
    for (HttpExchange.Header header : given.headers()) {
      boolean asked =
          named.stream().anyMatch(name -> name.equalsIgnoreCase(header.name()))
              || !List.of("user-agent", "accept").contains(header.name().toLowerCase(Locale.ROOT))
              || header.name().equals("User-Agent") && userAgent != null;
      boolean missing = all.stream().noneMatch(each -> each.name().equalsIgnoreCase(header.name()));
      if (asked) {
        all.removeIf(each -> each.name().equalsIgnoreCase(header.name()));
      }
      if (asked || missing) {
        all.add(header);
      }
    }
    boolean replaced = given.body().isPresent() || method != null || head;
    ReplayRequest both =
        new ReplayRequest(
            replaced ? given.method() : other.method(),
            given.url(),
            all,
            given.body().isPresent() ? given.body() : other.body());
    return new CurlCommand(
        both, own.options(), own.writeOut(), own.failOnError(), own.proxyGiven(), own.notes());
  }

  private String method(Optional<Bytes> content) {
    if (method != null) {
      return method;
    }
    return head ? "HEAD" : content.isEmpty() ? "GET" : body.isUpload() ? "PUT" : "POST";
  }

  private URI withQueries(URI url) throws IOException {
    List<String> all = new ArrayList<>(queries);
    if (get && body.isPresent()) {
      all.add(new String(body.content().orElseThrow().toArray(), StandardCharsets.UTF_8));
    }
    if (all.isEmpty()) {
      return url;
    }
    String text = url.toString();
    String joined = String.join("&", all);
    return CurlUrl.parse(text + (text.contains("?") ? "&" : "?") + joined).url();
  }

  /** In curl's order; a header of the user's takes the place of curl's own, at its end. */
  private List<HttpExchange.Header> headers(
      CurlUrl url, URI target, Optional<Bytes> content, String usualAgent) throws IOException {
    Map<String, String> own = new LinkedHashMap<>();
    String credentials = user != null ? user : url.userInfo().orElse(null);
    if (bearer != null) {
      own.put("Authorization", "Bearer " + bearer);
    } else if (credentials != null) {
      String pair = credentials.contains(":") ? credentials : credentials + ":";
      own.put("Authorization", ConnectTunnel.basic(pair));
    }
    if (range != null) {
      own.put("Range", "bytes=" + range);
    }
    own.put("User-Agent", userAgent == null ? usualAgent : userAgent);
    own.put("Accept", "*/*");
    if (compressed) {
      own.put("Accept-Encoding", "deflate, gzip, br, zstd");
    }
    if (referer != null) {
      own.put("Referer", referer);
    }
    String cookie = CurlCookies.header(cookies, target);
    if (!cookie.isEmpty()) {
      own.put("Cookie", cookie);
    }
    own.values().removeIf(String::isEmpty); // -A '' sends none
    List<HttpExchange.Header> given = new ArrayList<>();
    List<String> replaced = new ArrayList<>();
    for (String line : headers) {
      given(line, given, replaced);
    }
    if (body.isJson()) {
      for (String name : List.of("Content-Type", "Accept")) {
        if (!replaced.contains(name.toLowerCase(Locale.ROOT))) {
          given(name + ": application/json", given, replaced);
        }
      }
    }
    List<HttpExchange.Header> all = new ArrayList<>();
    own.forEach(
        (name, value) -> {
          if (!replaced.contains(name.toLowerCase(Locale.ROOT))) {
            all.add(new HttpExchange.Header(name, value));
          }
        });
    all.addAll(given);
    boolean chunked =
        given.stream().anyMatch(header -> header.name().equalsIgnoreCase("Transfer-Encoding"));
    if (content.isPresent()) {
      if (!replaced.contains("content-length") && !chunked) {
        String length = Integer.toString(content.get().length());
        all.add(new HttpExchange.Header("Content-Length", length));
      }
      if (!body.contentType().isEmpty() && !replaced.contains("content-type")) {
        all.add(new HttpExchange.Header("Content-Type", body.contentType()));
      }
    }
    return all;
  }

  /** {@code Name: value}; {@code Name;} sends it empty, {@code Name:} sends none. */
  private static void given(String line, List<HttpExchange.Header> given, List<String> replaced) {
    int colon = line.indexOf(':');
    if (colon > 0) {
      String name = line.substring(0, colon).strip();
      String value = line.substring(colon + 1).strip();
      replaced.add(name.toLowerCase(Locale.ROOT));
      if (!value.isEmpty()) {
        given.add(new HttpExchange.Header(name, value));
      }
    } else if (line.endsWith(";") && line.length() > 1) {
      String name = line.substring(0, line.length() - 1).strip();
      replaced.add(name.toLowerCase(Locale.ROOT));
      given.add(new HttpExchange.Header(name, ""));
    }
  }

  private void anchors() throws IOException {
    if (cacert == null && capath == null) {
      return;
    }
    TrustAnchors anchors =
        cacert == null ? new TrustAnchors(capath.toString(), List.of()) : TrustStores.load(cacert);
    if (capath != null) {
      try (Stream<Path> files = Files.list(capath)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          try {
            anchors = new TrustAnchors(anchors.name(), both(anchors, TrustStores.load(file)));
          } catch (IOException e) {
            notes.add("--capath: '%s' holds no certificate".formatted(file));
          }
        }
      }
    }
    tls.anchors(anchors);
  }

  private static List<java.security.cert.X509Certificate> both(TrustAnchors a, TrustAnchors b) {
    return Stream.concat(a.certificates().stream(), b.certificates().stream()).toList();
  }

  /** {@code FILE[:PASSWORD]}; a backslash before a colon makes it one of the name. */
  private void credential() throws IOException {
    if (cert == null) {
      return;
    }
    String[] parts = cert.split("(?<!\\\\):(?!\\\\)", 2);
    Path file = Path.of(parts[0].replace("\\:", ":"));
    String secret = parts.length > 1 ? parts[1] : pass;
    Passphrase passphrase = name -> Optional.ofNullable(secret).map(String::toCharArray);
    tls.credential(CredentialFiles.load(file, key == null ? file : key, passphrase));
  }
}

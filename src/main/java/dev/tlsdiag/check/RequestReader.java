package dev.tlsdiag.check;

import dev.tlsdiag.replay.ConnectTo;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.replay.ResolveEntry;
import dev.tlsdiag.replay.ServerName;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trust.CredentialFiles;
import dev.tlsdiag.trust.Passphrase;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.trust.UnusableFileException;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import dev.tlsdiag.yaml.Fields;
import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlProblems;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what a check sends. */
final class RequestReader {
  private static final List<String> KEYS =
      List.of(
          "url",
          "method",
          "headers",
          "servername",
          "alpn",
          "connect-to",
          "resolve",
          "dns-servers",
          "ip-version",
          "ca",
          "client-certificate",
          "client-key",
          "insecure");

  private final Path folder;
  private final YamlProblems problems;

  RequestReader(Path folder, YamlProblems problems) {
    this.folder = folder;
    this.problems = problems;
  }

  /** Of a check of the lab, which brings its own request. */
  void refuse(YamlNode.Mapping own, Fields fields) {
    KEYS.forEach(fields::node); // defaults may be meant for the others
    own.entries().stream()
        .map(YamlNode.Entry::key)
        .filter(key -> KEYS.contains(key.text()))
        .forEach(
            key ->
                problems.add(
                    key.position(),
                    key.text().equals("url")
                        ? "'url' and 'lab' exclude each other"
                        : "'%s' goes with a 'url': a 'lab' brings its own request"
                            .formatted(key.text())));
  }

  Optional<RequestSpec> read(Fields fields) {
    Optional<URI> url = fields.value("url", RequestReader::url);
    String method = fields.value("method", RequestReader::method).orElse("GET");
    List<HttpExchange.Header> headers = headers(fields);
    ServerName serverName =
        fields.value("servername", RequestReader::serverName).orElse(ServerName.FROM_URL);
    List<String> alpn = fields.values("alpn", RequestReader::protocol);
    if (alpn.contains("none") && alpn.size() > 1) {
      problems.add(fields.positionOf("alpn"), "'alpn': 'none' goes with nothing else");
    }
    List<ConnectTo> connectTo = fields.values("connect-to", ConnectTo::parse);
    List<ResolveEntry> resolve = fields.values("resolve", ResolveEntry::parse);
    List<Endpoint> dnsServers = fields.values("dns-servers", RequestReader::dnsServer);
    PathOptions.IpVersion ipVersion =
        fields
            .word("ip-version", List.of("4", "6"))
            .map(v -> v.equals("4") ? PathOptions.IpVersion.V4 : PathOptions.IpVersion.V6)
            .orElse(PathOptions.IpVersion.ANY);
    boolean insecure = fields.bool("insecure").orElse(false);
    Optional<TrustAnchors> trust = fields.value("ca", this::trust);
    Optional<Credential> credential = credential(fields);
    return url.map(
        u ->
            new RequestSpec(
                new ReplayRequest(method, u, headers, Optional.empty()),
                serverName,
                alpn.isEmpty()
                    ? Optional.empty()
                    : Optional.of(alpn.equals(List.of("none")) ? List.of() : alpn),
                connectTo,
                resolve,
                dnsServers,
                ipVersion,
                insecure,
                trust,
                credential));
  }

  private static URI url(String text) {
    if (text.matches("[A-Za-z]+://[^/?#]*@.*")) {
      throw new Fields.WrongValueException( // not quoted: it is a secret
          "a user and a password in the URL are not sent",
          "headers: {Authorization: \"Basic ${CREDENTIALS}\"}");
    }
    try {
      URI url = new URI(text.replaceFirst("#.*", ""));
      if (url.getRawPath() != null && url.getRawPath().isEmpty()) {
        url = new URI(url + "/");
      }
      ReplayRequest.get(url); // says what else is wrong
      return url;
    } catch (URISyntaxException e) {
      throw new Fields.WrongValueException("'%s' is no URL".formatted(text), likely(text));
    } catch (IllegalArgumentException e) {
      throw new Fields.WrongValueException(e.getMessage(), likely(text));
    }
  }

  private static String likely(String text) {
    return text.contains("://") ? "" : "a URL needs its scheme: https://" + text;
  }

  private static String method(String text) {
    if (!text.matches("[A-Za-z]{1,20}")) {
      throw new Fields.WrongValueException("'%s' is no method".formatted(text), "GET, HEAD");
    }
    return text.toUpperCase(java.util.Locale.ROOT);
  }

  private List<HttpExchange.Header> headers(Fields fields) {
    List<HttpExchange.Header> headers = new ArrayList<>();
    for (YamlNode.Entry entry : fields.named("headers", "values")) {
      String name = entry.key().text();
      if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
        problems.add(entry.key().position(), "'%s' is no name of a header".formatted(name));
      } else if (!(entry.value() instanceof YamlNode.Scalar value) || value.isNull()) {
        problems.add(
            entry.value().position(), "the header '%s' has no single value".formatted(name));
      } else if (!value.text().chars().allMatch(c -> c >= ' ' && c < 127 || c == '\t')) {
        // Not quoted: values of headers may be secrets.
        problems.add(value.position(), "the header '%s' is not of printable ASCII".formatted(name));
      } else {
        headers.add(new HttpExchange.Header(name, value.text()));
      }
    }
    if (headers.stream().noneMatch(h -> h.name().equalsIgnoreCase("Accept"))) {
      headers.add(new HttpExchange.Header("Accept", "*/*"));
    }
    return headers;
  }

  private static ServerName serverName(String text) {
    if (text.equals("none")) {
      return ServerName.NONE;
    }
    if (!text.matches("[\\p{L}\\p{N}_.:-]+")) {
      throw new Fields.WrongValueException(
          "'%s' is no host name".formatted(text), "a name, or none");
    }
    return ServerName.of(text);
  }

  private static String protocol(String text) {
    if (!text.matches("[!-~]{1,255}")) {
      throw new Fields.WrongValueException(
          "'%s' is no protocol of ALPN".formatted(text), "h2, http/1.1, none");
    }
    return text;
  }

  private static Endpoint dnsServer(String text) {
    try {
      return new Endpoint(IpAddress.parse(text).toString(), 53);
    } catch (IllegalArgumentException notBare) {
      Endpoint server = PathReader.endpoint(text);
      try {
        IpAddress.parse(server.host());
      } catch (IllegalArgumentException name) {
        throw new Fields.WrongValueException(
            "'%s' is no address".formatted(text), "192.0.2.53 or 192.0.2.53:5353");
      }
      return server;
    }
  }

  private TrustAnchors trust(String name) {
    return loaded(name, TrustStores::load);
  }

  private Optional<Credential> credential(Fields fields) {
    Optional<Path> key = fields.value("client-key", this::file);
    if (key.isPresent() && fields.node("client-certificate").isEmpty()) {
      problems.add(
          fields.positionOf("client-key"), "'client-key' goes with a 'client-certificate'");
    }
    return fields.value(
        "client-certificate",
        name ->
            loaded(
                name,
                file ->
                    key.isPresent()
                        ? CredentialFiles.load(file, key.get(), Passphrase.NONE)
                        : CredentialFiles.load(file, Passphrase.NONE)));
  }

  /** Reads a file into something. */
  private interface Loading<T> {
    T from(Path file) throws IOException;
  }

  private <T> T loaded(String name, Loading<T> loading) {
    Path file = file(name);
    try {
      return loading.from(file);
    } catch (UnusableFileException e) {
      throw new Fields.WrongValueException(e.getMessage(), "");
    } catch (IOException e) {
      throw new Fields.WrongValueException("cannot read '%s'".formatted(file), "");
    }
  }

  private Path file(String name) {
    Path file;
    try {
      file = folder.resolve(name);
    } catch (InvalidPathException e) {
      throw new Fields.WrongValueException("'%s' is no name of a file".formatted(name), "");
    }
    if (!Files.isRegularFile(file)) {
      throw new Fields.WrongValueException(
          "no such file '%s'".formatted(name), "names are relative to the file of checks");
    }
    return file;
  }
}

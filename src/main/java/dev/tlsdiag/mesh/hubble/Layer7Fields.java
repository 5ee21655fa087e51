package dev.tlsdiag.mesh.hubble;

import dev.tlsdiag.mesh.hubble.Layer7.Kind;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.trace.Redaction;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The {@code l7} of a flow. Secrets are taken out here, before anything is kept. */
final class Layer7Fields {
  private final JsonCursor json;
  private final Redaction redaction;

  Layer7Fields(JsonCursor json, Redaction redaction) {
    this.json = json;
    this.redaction = redaction;
  }

  Optional<Layer7> read() throws IOException {
    if (!json.object()) {
      return Optional.empty();
    }
    Kind kind = Kind.UNKNOWN_L7_TYPE;
    long latency = 0;
    Optional<Layer7.Http> http = Optional.empty();
    Optional<Layer7.Dns> dns = Optional.empty();
    String other = "";
    while (json.next()) {
      switch (json.name()) {
        case "type" -> kind = kind();
        case "latency_ns", "latencyNs" -> latency = json.number();
        case "http" -> http = json.object() ? Optional.of(http()) : http;
        case "dns" -> dns = json.object() ? Optional.of(dns()) : dns;
        default -> {
          if (json.isObject() && json.name().matches("[a-z0-9_]{1,32}")) {
            other = json.name();
          }
          json.skip();
        }
      }
    }
    return Optional.of(new Layer7(kind, latency, http, dns, other));
  }

  private Kind kind() throws IOException {
    return switch (json.text()) {
      case "REQUEST", "1" -> Kind.REQUEST;
      case "RESPONSE", "2" -> Kind.RESPONSE;
      case "SAMPLE", "3" -> Kind.SAMPLE;
      default -> Kind.UNKNOWN_L7_TYPE;
    };
  }

  private Layer7.Http http() throws IOException {
    int code = 0;
    String method = "";
    String url = "";
    String protocol = "";
    List<Header> headers = List.of();
    while (json.next()) {
      switch (json.name()) {
        case "code" -> code = json.number(1 << 16);
        case "method" -> method = json.text();
        case "url" -> url = redaction.url(json.text());
        case "protocol" -> protocol = json.text();
        case "headers" -> headers = json.objects(this::header);
        default -> json.skip();
      }
    }
    return new Layer7.Http(code, method, url, protocol, headers);
  }

  private Header header() throws IOException {
    String name = "";
    String value = "";
    while (json.next()) {
      switch (json.name()) {
        case "key" -> name = json.text();
        case "value" -> value = json.uniqueText();
        default -> json.skip();
      }
    }
    return new Header(name, redaction.value(name, value));
  }

  private Layer7.Dns dns() throws IOException {
    String query = "";
    List<String> addresses = List.of();
    long ttl = 0;
    List<String> names = List.of();
    String source = "";
    int code = 0;
    List<String> queryTypes = List.of();
    List<String> recordTypes = List.of();
    while (json.next()) {
      switch (json.name()) {
        case "query" -> query = json.text();
        case "ips" -> addresses = json.texts();
        case "ttl" -> ttl = json.number();
        case "cnames" -> names = json.texts();
        case "observation_source", "observationSource" -> source = json.text();
        case "rcode" -> code = json.number(1 << 16);
        case "qtypes" -> queryTypes = json.texts();
        case "rrtypes" -> recordTypes = json.texts();
        default -> json.skip();
      }
    }
    return new Layer7.Dns(query, addresses, ttl, names, source, code, queryTypes, recordTypes);
  }
}

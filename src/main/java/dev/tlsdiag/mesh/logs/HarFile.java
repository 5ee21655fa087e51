package dev.tlsdiag.mesh.logs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.mesh.Tally;
import dev.tlsdiag.tcp.Endpoint;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Requests that a browser or proxy saved as HAR 1.2, read entry by entry. */
public final class HarFile {
  /** As much as has the first two kilobytes; a multiple of four. */
  private static final int BASE64_LOOKED_AT = 2732;

  private final String file;
  private final Consumer<Sighting> sightings;
  private final Tally tally = new Tally();

  public HarFile(String file, Consumer<Sighting> sightings) {
    this.file = requireNonNull(file, "file is null");
    this.sightings = requireNonNull(sightings, "sightings is null");
  }

  /** Reads to the end, or to where it is no JSON any more; that is counted. */
  public void read(InputStream in) throws IOException {
    try (JsonParser parser = JsonTree.MAPPER.createParser(in)) {
      while (parser.nextToken() != null) {
        boolean entries =
            parser.currentToken() == JsonToken.START_ARRAY
                && "entries".equals(parser.currentName());
        while (entries && parser.nextToken() == JsonToken.START_OBJECT) {
          long line = Math.max(1, parser.currentTokenLocation().getLineNr());
          JsonNode entry = parser.readValueAsTree();
          tally.onRecord();
          tell(entry, line);
        }
        if (entries) {
          return;
        }
      }
    } catch (JsonProcessingException | CharConversionException e) {
      tally.onUnreadable(JsonTree.line(e), "no JSON");
    }
  }

  private void tell(JsonNode entry, long line) {
    String method = JsonTree.text(entry, "request", "method");
    String url = JsonTree.text(entry, "request", "url");
    String status = JsonTree.text(entry, "response", "status");
    String error = JsonTree.text(entry, "response", "_error");
    String failure = error.isEmpty() ? JsonTree.text(entry, "_error") : error;
    boolean answered = status.matches("[1-5]\\d\\d");
    String address = JsonTree.text(entry, "serverIPAddress");
    Optional<Endpoint> named = Places.ofUrl(url);
    String port = named.map(place -> Integer.toString(place.port())).orElse("0");
    String words = EnvoyWords.in(body(entry)).orElse("");
    Draft draft =
        new Draft(SourceKind.CLIENT_OUTPUT, file, line)
            .on(Leg.UNKNOWN, answered ? Event.RESPONSE : event(failure))
            .at(LineTime.parse(JsonTree.text(entry, "startedDateTime")))
            .server(address.isEmpty() ? named : Places.of(address, port))
            .put(Attribute.METHOD, method)
            .put(Attribute.PATH, path(url))
            .put(Attribute.AUTHORITY, named.map(Endpoint::host).orElse(""))
            .put(Attribute.STATUS, answered ? status : "")
            .put(Attribute.TRANSPORT_FAILURE, failure)
            .put(Attribute.MESSAGE, words)
            .put(Attribute.CONNECTION, JsonTree.text(entry, "connection"));
    for (JsonNode header : entry.path("response").path("headers")) {
      if (JsonTree.text(header, "name").equalsIgnoreCase("x-request-id")) {
        draft.put(Attribute.REQUEST_ID, JsonTree.text(header, "value"));
      }
    }
    sightings.accept(
        draft.tell(
            "a client's %s %s was answered %s%s"
                .formatted(
                    method,
                    Secrets.path(url),
                    answered ? status : failure.isEmpty() ? "with nothing" : "with " + failure,
                    words.isEmpty() ? "" : ": " + words)));
  }

  /** The text of the response; HAR has binary ones, and Firefox some others, in Base64. */
  private static String body(JsonNode entry) {
    String text = JsonTree.text(entry, "response", "content", "text");
    if (!JsonTree.text(entry, "response", "content", "encoding").equals("base64")) {
      return text;
    }
    try {
      String head = text.substring(0, Math.min(text.length(), BASE64_LOOKED_AT));
      return new String(Base64.getMimeDecoder().decode(head), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static Event event(String failure) {
    String lower = failure.toLowerCase(Locale.ROOT);
    if (lower.contains("cert") || lower.contains("ssl") || lower.contains("tls")) {
      return Event.TLS_FAILED;
    }
    if (lower.contains("name_not_resolved") || lower.contains("dns")) {
      return Event.LOOKUP_FAILED;
    }
    if (lower.contains("timed_out") || lower.contains("timeout")) {
      return Event.CONNECT_TIMEOUT;
    }
    return lower.contains("refused") || lower.contains("unreachable")
        ? Event.CONNECT_FAILED
        : Event.RESET;
  }

  private static String path(String url) {
    try {
      URI uri = URI.create(url);
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      return Secrets.path(Optional.ofNullable(uri.getRawPath()).orElse("") + query);
    } catch (IllegalArgumentException e) {
      return ""; // the URL as a whole is told
    }
  }

  public ReadingTally tally() {
    return tally.told();
  }
}

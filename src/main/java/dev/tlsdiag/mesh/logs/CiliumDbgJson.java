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
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Lists that {@code cilium-dbg} prints as JSON: {@code fqdn cache list -o json}, {@code policy
 * get}.
 */
public final class CiliumDbgJson {
  private final String file;
  private final Consumer<Sighting> sightings;
  private final Tally tally = new Tally();

  public CiliumDbgJson(String file, Consumer<Sighting> sightings) {
    this.file = requireNonNull(file, "file is null");
    this.sightings = requireNonNull(sightings, "sightings is null");
  }

  /** Reads to the list's end; a line about its revision may follow. */
  public void read(InputStream in) throws IOException {
    try (JsonParser parser = JsonTree.MAPPER.createParser(in)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        tally.onUnreadable(1, "no list");
        return;
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        long line = Math.max(1, parser.currentTokenLocation().getLineNr());
        JsonNode entry = parser.readValueAsTree();
        tally.onRecord();
        if (entry.has("fqdn")) {
          name(entry, line);
        } else if (entry.has("endpointSelector")) {
          rule(entry, line);
        }
      }
    } catch (JsonProcessingException | CharConversionException e) {
      tally.onUnreadable(JsonTree.line(e), "no JSON");
    }
  }

  private void name(JsonNode entry, long line) {
    String name = JsonTree.text(entry, "fqdn");
    List<String> addresses = new ArrayList<>();
    entry.path("ips").forEach(address -> addresses.add(address.asText()));
    String joined = String.join(",", addresses);
    Optional<String> looked = Optional.of(JsonTree.text(entry, "lookup-time"));
    sightings.accept(
        new Draft(SourceKind.CILIUM_AGENT, file, line)
            .on(Leg.UNKNOWN, Event.LOOKUP_ANSWERED)
            .at(looked.filter(time -> !time.isEmpty()).flatMap(LineTime::parse))
            .put(Attribute.QUERY, name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
            .put(Attribute.ADDRESSES, joined)
            .put(Attribute.TTL_SECONDS, JsonTree.text(entry, "ttl"))
            .put(Attribute.DETAILS, JsonTree.text(entry, "source"))
            .tell(
                "Cilium has learned %s for endpoint %s: %s"
                    .formatted(name, JsonTree.text(entry, "endpoint-id"), joined)));
  }

  private void rule(JsonNode entry, long line) {
    String name = "";
    String namespace = "";
    for (JsonNode label : entry.path("labels")) {
      switch (JsonTree.text(label, "key")) {
        case "io.cilium.k8s.policy.name" -> name = JsonTree.text(label, "value");
        case "io.cilium.k8s.policy.namespace" -> namespace = JsonTree.text(label, "value");
        default -> {
          // by what it was made, and when
        }
      }
    }
    String policy = namespace.isEmpty() ? name : namespace + "/" + name;
    sightings.accept(
        new Draft(SourceKind.CILIUM_AGENT, file, line)
            .on(Leg.UNKNOWN, Event.OTHER)
            .put(Attribute.POLICY, policy)
            .tell("Cilium's agent has a rule of " + (policy.isEmpty() ? "a policy" : policy)));
  }

  public ReadingTally tally() {
    return tally.told();
  }
}

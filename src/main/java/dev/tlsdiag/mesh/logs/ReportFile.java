package dev.tlsdiag.mesh.logs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.function.Consumer;

/**
 * A report of this program as JSON: what it found before. The line of a sighting's evidence is the
 * finding's number.
 */
public final class ReportFile {
  private final String file;
  private final Consumer<Sighting> sightings;
  private final Tally tally = new Tally();

  public ReportFile(String file, Consumer<Sighting> sightings) {
    this.file = requireNonNull(file, "file is null");
    this.sightings = requireNonNull(sightings, "sightings is null");
  }

  public void read(InputStream in) throws IOException {
    JsonNode report;
    try {
      report = JsonTree.MAPPER.readTree(in);
    } catch (JsonProcessingException | CharConversionException e) {
      tally.onUnreadable(JsonTree.line(e), "no JSON");
      return;
    }
    long number = 0;
    for (JsonNode finding : report.path("findings")) {
      number++;
      tally.onRecord();
      String rule = JsonTree.text(finding, "rule");
      String message = JsonTree.text(finding, "message");
      sightings.accept(
          new Draft(SourceKind.PROXY_RECORD, file, number)
              .on(Leg.UNKNOWN, Event.OTHER)
              .put(Attribute.DETAILS, rule)
              .put(Attribute.MESSAGE, message)
              .tell("an earlier report found %s: %s".formatted(rule, message)));
    }
  }

  public ReadingTally tally() {
    return tally.told();
  }
}

package dev.tlsdiag.experiment.evidence;

import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.join.Case;
import dev.tlsdiag.join.Clock;
import dev.tlsdiag.join.Joined;
import dev.tlsdiag.join.Placed;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.envoy.ClusterTls;
import dev.tlsdiag.mesh.envoy.ConfigDump;
import dev.tlsdiag.mesh.envoy.ConfigDumpText;
import dev.tlsdiag.pile.Contribution;
import dev.tlsdiag.report.OutcomeWords;
import dev.tlsdiag.report.Story;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells how the request went, as all sources have it. */
final class StoryTeller {
  private static final int MOST_LINES = 400;

  private final Dossier dossier;
  private final Joined joined;
  private final MeshFacts facts;

  StoryTeller(Dossier dossier, Joined joined, MeshFacts facts) {
    this.dossier = dossier;
    this.joined = joined;
    this.facts = facts;
  }

  Story story(List<Case> cases) {
    Case told = facts.told();
    List<Story.Line> lines = new ArrayList<>();
    told.told().forEach(placed -> lines.add(line(placed)));
    told.captured().forEach(leg -> lines.add(line(leg)));
    told.dns().stream()
        .filter(each -> each.evidence() instanceof Evidence.Packets)
        .forEach(each -> lines.add(line(each)));
    lines.sort(Comparator.comparing((Story.Line line) -> line.time().orElse(Instant.MAX)));
    return new Story(
        dossier.contributions().stream().map(this::source).toList(),
        lines.size() > MOST_LINES ? lines.subList(0, MOST_LINES) : lines,
        joined.clocks().stream().filter(this::tells).map(StoryTeller::sentence).toList(),
        told.bonds().stream().map(StoryTeller::sentence).toList(),
        new ToldNames(facts).all(),
        clusters(),
        cases.isEmpty() ? List.of() : CaseChoice.others(cases));
  }

  private List<Story.Cluster> clusters() {
    return dossier.dumps().stream()
        .flatMap(StoryTeller::clusters)
        .sorted(Comparator.comparing(cluster -> cluster.withoutServerName().isEmpty()))
        .toList();
  }

  private static Stream<Story.Cluster> clusters(ConfigDump dump) {
    Map<ClusterTls, String> missing = new HashMap<>();
    dump.reproducesMissingSni().forEach(each -> missing.putIfAbsent(each.cluster(), each.why()));
    return ConfigDumpText.rows(dump).stream()
        .map(
            row ->
                new Story.Cluster(
                    row.cluster().name(),
                    row.transport(),
                    row.sni(),
                    row.authority(),
                    row.nameCheck(),
                    Optional.ofNullable(missing.get(row.cluster())),
                    row.cluster().at()));
  }

  private static Story.Line line(Placed placed) {
    Sighting sighting = placed.sighting();
    return new Story.Line(
        placed.time(),
        placed.hop(),
        sighting.source().label(),
        sighting.failed(),
        sighting.what(),
        List.of(sighting.evidence()));
  }

  private static Story.Line line(Case.CapturedLeg leg) {
    Connection connection = leg.connection();
    Handshake first = connection.first();
    String hello =
        first.sent().isEmpty()
            ? "no ClientHello"
            : first
                .serverName()
                .map(name -> "ClientHello for " + name)
                .orElse("ClientHello without server_name");
    return new Story.Line(
        Optional.of(connection.time()),
        leg.hop(),
        "capture",
        connection.outcome().failed(),
        "%s to %s: %s".formatted(hello, connection.server(), OutcomeWords.of(connection.last())),
        List.of(new Evidence.Packets(first.file(), first.frame(), connection.last().lastFrame())));
  }

  private static Story.Line line(DnsExchange each) {
    return new Story.Line(
        Optional.of(each.time()),
        1,
        "capture",
        each.responseCode().filter(code -> !code.equals("NOERROR")).isPresent(),
        "%s %s: %s"
            .formatted(
                each.name(),
                each.type(),
                each.addresses().isEmpty()
                    ? each.responseCode().orElse("no answer")
                    : String.join(", ", each.addresses())),
        List.of(each.evidence()));
  }

  private Story.Source source(Contribution each) {
    int used =
        (int) facts.told().sightings().filter(s -> fileOf(s.evidence()).equals(each.name())).count()
            + (int)
                facts.told().captured().stream()
                    .filter(leg -> leg.connection().first().file().equals(each.name()))
                    .count();
    return new Story.Source(each.name(), each.kind().label(), each.sentence(), used, each.gaps());
  }

  private static String fileOf(Evidence evidence) {
    if (evidence instanceof Evidence.LogLine line) {
      return line.file();
    }
    if (evidence instanceof Evidence.ConfigLine line) {
      return line.file();
    }
    return evidence instanceof Evidence.Packets packets ? packets.file() : "";
  }

  /** Of the sources of this request, and not of the one the others are held against. */
  private boolean tells(Clock clock) {
    boolean reference = clock.file().equals(clock.reference());
    return facts.told().files().contains(clock.file()) && (!reference || clock.seenBoth() > 0);
  }

  private static String sentence(Clock clock) {
    String shown =
        clock.differs()
            ? "%s %s of"
                .formatted(
                    Durations.text(clock.ahead().abs()),
                    clock.ahead().isNegative() ? "behind" : "ahead")
            : "as";
    return "%s runs %s %s, by %s"
        .formatted(
            clock.file(),
            shown,
            clock.reference(),
            clock.seenBoth() == 1
                ? "1 event that both saw"
                : clock.seenBoth() + " events that both saw");
  }

  private static String sentence(Case.Bond bond) {
    return "%s: %s (%.2f)"
        .formatted(String.join(" and ", bond.files()), bond.reason(), bond.confidence());
  }
}

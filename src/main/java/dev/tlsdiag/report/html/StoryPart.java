package dev.tlsdiag.report.html;

import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.Story;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How the request went as all sources tell it, and how they were put together. */
final class StoryPart {
  private static final String TABLE = "story-table";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private StoryPart() {}

  /** A line for each thing that happened; what a source repeats word by word is said once. */
  static Markup lines(Story story) {
    if (story.lines().isEmpty()) {
      return new Markup();
    }
    Map<List<String>, List<Story.Line>> said = new LinkedHashMap<>();
    for (Story.Line line : story.lines()) {
      List<String> key = List.of(Integer.toString(line.hop()), line.source(), line.what());
      said.computeIfAbsent(key, k -> new ArrayList<>()).add(line);
    }
    Markup out = new Markup();
    long failed = said.values().stream().filter(lines -> lines.get(0).failed()).count();
    out.add(
        new Chips("Show lines", TABLE)
            .chip("failed", "Failures", failed, true)
            .chip("went", "The rest", said.size() - failed, true)
            .finished());
    Grid grid =
        new Grid(
            "What happened, in the order of time",
            List.of("Time (UTC)", "Hop", "What", "Told by", "Where"),
            "class",
            "grid story",
            "id",
            TABLE);
    for (List<Story.Line> lines : said.values()) {
      Story.Line line = lines.get(0);
      String times = lines.size() > 1 ? " (%d times)".formatted(lines.size()) : "";
      Markup what = new Markup();
      if (line.failed()) {
        what.add(Parts.chip(Role.BAD, "✗ failed")).text(" ");
      }
      grid.row(
          List.of(
              Parts.words(line.time().map(TIME::format).orElse("–")),
              Parts.words(Integer.toString(line.hop())),
              what.add(Parts.words(line.what() + times)),
              Parts.words(line.source()),
              Places.of(line.evidence())),
          "data-kind",
          line.failed() ? "failed" : "went");
    }
    return out.add(grid.finished());
  }

  /** What each document gave, and why all of it is taken for one request. */
  static Markup method(Story story) {
    Markup out = new Markup().element("h3", "Sources");
    Grid grid =
        new Grid(
            "Sources",
            List.of("Document", "Taken for", "Gave", "Of this request", "Not in it"),
            "class",
            "grid");
    for (Story.Source source : story.sources()) {
      grid.row(
          List.of(
              Parts.code(source.name()),
              Parts.words(source.kind()),
              Parts.words(source.gave()),
              Parts.words(source.used() == 0 ? "–" : Integer.toString(source.used())),
              Parts.words(String.join("; ", source.gaps()))));
    }
    out.add(grid.finished());
    list("Why they tell of one request", story.joins(), out);
    list("Clocks", story.clocks(), out);
    list("Not looked at", story.others(), out);
    return out;
  }

  /** How Envoy's clusters talk to their servers. */
  static Markup clusters(Story story) {
    List<Story.Cluster> tls =
        story.clusters().stream().filter(cluster -> !cluster.sni().isEmpty()).toList();
    if (tls.isEmpty()) {
      return new Markup();
    }
    Markup out = new Markup().element("h3", "Clusters of Envoy");
    Grid grid =
        new Grid(
            "Clusters of Envoy",
            List.of("Cluster", "Transport", "SNI", "CA", "Name check", "Where"),
            "class",
            "grid");
    for (Story.Cluster each : tls) {
      boolean bad = each.withoutServerName().isPresent();
      Markup sni = Parts.code(each.sni());
      if (bad) {
        sni.text(" ").add(Parts.chip(Role.BAD, "may be missing"));
        sni.open("p", "class", "soft").add(Parts.words(each.withoutServerName().get())).close("p");
      }
      grid.row(
          List.of(
              Parts.code(each.name()),
              Parts.words(each.transport()),
              sni,
              Parts.words(each.authority()),
              Parts.words(each.nameCheck()),
              Places.of(List.of(each.at()))),
          "class",
          bad ? "row-cause" : null);
    }
    return out.add(grid.finished());
  }

  static Optional<Instant> begin(Story story) {
    return story.lines().stream().flatMap(line -> line.time().stream()).findFirst();
  }

  private static void list(String heading, List<String> lines, Markup out) {
    if (lines.isEmpty()) {
      return;
    }
    out.element("h3", heading).open("ul", "class", "plain");
    lines.forEach(line -> out.open("li").add(Parts.words(line)).close("li"));
    out.close("ul").line();
  }
}

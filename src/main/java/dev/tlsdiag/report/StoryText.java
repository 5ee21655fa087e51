package dev.tlsdiag.report;

import dev.tlsdiag.trace.Evidence;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A story on a terminal: what happened, who tells it, and what each document gave. */
record StoryText(Theme theme, int columns, boolean verbose) {
  /** Lines of a story that stay on one screen. */
  private static final int LINES = 18;

  private static final int FIRST = 6;
  private static final int LAST = 3;
  private static final int OTHERS = 4;
  private static final int SOURCES = 12;
  private static final int CLUSTERS = 4;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** What happened, in the order of time: when, on which hop, who says so, what, and where. */
  void lines(Story story, List<String> out) {
    List<Told> all = collapsed(story.lines());
    List<Told> shown = verbose || all.size() <= LINES ? all : chosen(all);
    String label = "STORY";
    int last = -1;
    for (Told told : shown) {
      if (told.number() > last + 1) {
        int left = told.number() - last - 1;
        out.add(
            TextLayout.label("", theme)
                + theme.paint(
                    Role.DIM,
                    "… %d more, -v shows them".formatted(left).replace("…", theme.ellipsis())));
      }
      last = told.number();
      label = row(label, told, out);
    }
    if (all.size() - 1 > last && last >= 0) {
      out.add(
          TextLayout.label("", theme)
              + theme.paint(Role.DIM, "%d more, -v shows them".formatted(all.size() - 1 - last)));
    }
  }

  private String row(String label, Told told, List<String> out) {
    Story.Line line = told.line();
    String time = line.time().map(TIME::format).orElse("-".repeat(12));
    String mark = line.failed() ? (theme.unicode() ? "✗" : "x") : " ";
    String head = "%s %d %s ".formatted(time, line.hop(), mark);
    String times = told.times() > 1 ? " (%d times)".formatted(told.times()) : "";
    String text =
        "%s: %s%s [%s]"
            .formatted(line.source(), Printable.escape(line.what()), times, where(line.evidence()));
    int indent = TextLayout.LABEL + head.length();
    String start = TextLayout.label(label, theme) + head;
    for (String piece : TextLayout.wrap(TextLayout.plain(theme, text), columns - indent)) {
      out.add(start + (line.failed() ? theme.paint(Role.BAD, piece) : piece));
      start = " ".repeat(indent);
    }
    return "";
  }

  private static String where(List<Evidence> evidence) {
    return evidence.stream().map(StoryText::place).distinct().collect(Collectors.joining(", "));
  }

  private static String place(Evidence evidence) {
    if (evidence instanceof Evidence.LogLine at) {
      return shortName(at.file()) + ":" + at.line();
    }
    if (evidence instanceof Evidence.ConfigLine at) {
      return shortName(at.file()) + ":" + at.line();
    }
    if (evidence instanceof Evidence.Packets at) {
      return shortName(at.file()) + " frame " + at.first();
    }
    return "";
  }

  /** Without the folders: the list of sources has them. */
  private static String shortName(String file) {
    String escaped = Printable.escape(file);
    return escaped.substring(escaped.lastIndexOf('/') + 1);
  }

  private record Told(int number, Story.Line line, int times) {}

  /** What a source repeats word by word is said once. */
  private static List<Told> collapsed(List<Story.Line> lines) {
    Map<String, Integer> counts = new HashMap<>();
    lines.forEach(line -> counts.merge(key(line), 1, Integer::sum));
    Set<String> said = new TreeSet<>();
    List<Told> told = new ArrayList<>();
    for (Story.Line line : lines) {
      if (said.add(key(line))) {
        told.add(new Told(told.size(), line, counts.get(key(line))));
      }
    }
    return told;
  }

  private static String key(Story.Line line) {
    return line.hop() + "|" + line.source() + "|" + line.what();
  }

  /** The beginning, what failed, the end. */
  private static List<Told> chosen(List<Told> all) {
    List<Told> chosen = new ArrayList<>();
    int failures = 0;
    for (Told told : all) {
      boolean edge = told.number() < FIRST || told.number() >= all.size() - LAST;
      boolean failed = told.line().failed() && failures < LINES - FIRST - LAST;
      if (edge || failed) {
        failures += edge ? 0 : 1;
        chosen.add(told);
      }
    }
    return chosen;
  }

  /** How Envoy's clusters talk to their servers; those that may send no server_name are marked. */
  void clusters(Story story, List<String> out) {
    List<Story.Cluster> tls =
        story.clusters().stream().filter(cluster -> !cluster.sni().isEmpty()).toList();
    String label = "CLUSTER";
    for (Story.Cluster each : verbose ? tls : tls.stream().limit(CLUSTERS).toList()) {
      boolean bad = each.withoutServerName().isPresent();
      String mark = bad ? (theme.unicode() ? "✗ " : "x ") : "";
      section(
          label,
          "%s%s: %s, SNI %s, CA %s, name %s [%s]"
              .formatted(
                  mark,
                  Printable.escape(each.name()),
                  each.transport(),
                  Printable.escape(each.sni()),
                  Printable.escape(each.authority()),
                  Printable.escape(each.nameCheck()),
                  place(each.at())),
          out);
      label = "";
    }
    if (!verbose && tls.size() > CLUSTERS) {
      section("", "… %d more, -v shows them".formatted(tls.size() - CLUSTERS), out);
    }
  }

  /** What each document gave. */
  void sources(Story story, List<String> out) {
    String label = "FROM";
    List<Story.Source> shown = shownSources(story.sources());
    for (Story.Source source : shown) {
      String used = source.used() == 0 ? "" : ", %d of this request".formatted(source.used());
      section(
          label,
          "%s: %s%s"
              .formatted(Printable.escape(source.name()), Printable.escape(source.gave()), used),
          out);
      label = "";
      if (verbose) {
        source.gaps().forEach(gap -> section("", "  not in it: " + Printable.escape(gap), out));
      }
    }
    int more = story.sources().size() - shown.size();
    if (more > 0) {
      section("", "and %d more, -v shows them".formatted(more), out);
    }
  }

  /** In their order; of many those that know something of this request first. */
  private List<Story.Source> shownSources(List<Story.Source> all) {
    if (verbose || all.size() <= SOURCES) {
      return all;
    }
    Set<Story.Source> chosen =
        Stream.concat(
                all.stream().filter(source -> source.used() > 0),
                all.stream().filter(source -> source.used() == 0))
            .limit(SOURCES)
            .collect(Collectors.toSet());
    return all.stream().filter(chosen::contains).limit(SOURCES).toList();
  }

  /** Why all of it is taken for one request, and by which clock. */
  void bonds(Story story, List<String> out) {
    String label = "JOINED";
    for (String join : verbose ? story.joins() : story.joins().stream().limit(3).toList()) {
      section(label, Printable.escape(join), out);
      label = "";
    }
    label = "CLOCKS";
    for (String clock : story.clocks()) {
      if (verbose || !clock.contains(" runs as ")) {
        section(label, Printable.escape(clock), out);
        label = "";
      }
    }
  }

  /** Who says which name, where a name is in no packet. */
  void names(Story story, List<String> out) {
    for (Story.Name name : story.names()) {
      section(
          "",
          "%s %s: %s [%s]"
              .formatted(
                  name.which(),
                  Printable.escape(name.text()),
                  name.source(),
                  where(name.evidence())),
          out);
    }
  }

  void others(Story story, List<String> out) {
    String label = "OTHERS";
    int shown = verbose ? story.others().size() : Math.min(OTHERS, story.others().size());
    for (String other : story.others().subList(0, shown)) {
      section(label, Printable.escape(other), out);
      label = "";
    }
    if (shown < story.others().size()) {
      section("", "and %d more, -v shows them".formatted(story.others().size() - shown), out);
    }
  }

  private void section(String label, String text, List<String> out) {
    TextLayout.section(label, text, theme, columns, out);
  }
}

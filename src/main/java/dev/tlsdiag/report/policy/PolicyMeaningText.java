package dev.tlsdiag.report.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.mesh.policy.explain.PolicyMeaning;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.TextLayout;
import dev.tlsdiag.report.Theme;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What policies mean, on a terminal: one block for each kind of pods. */
public final class PolicyMeaningText {
  private static final int NARROWEST = 60;

  private final Theme theme;
  private final int columns;
  private boolean severalFiles;

  public PolicyMeaningText(Theme theme, int columns) {
    this.theme = requireNonNull(theme, "theme is null");
    this.columns = Math.max(columns, NARROWEST);
  }

  /** Writes them; {@code out} stays open and belongs to the caller. */
  public void render(List<PolicyMeaning> meanings, Appendable out) throws IOException {
    List<String> lines = new ArrayList<>();
    severalFiles = meanings.stream().flatMap(PolicyMeaningText::files).distinct().count() > 1;
    for (PolicyMeaning meaning : meanings) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      meaning(meaning, lines);
    }
    for (String line : lines) {
      out.append(line.stripTrailing()).append('\n');
    }
  }

  private static Stream<String> files(PolicyMeaning meaning) {
    return Stream.concat(
        meaning.notes().stream().map(note -> note.place().place().file()),
        meaning.directions().stream()
            .flatMap(way -> way.all().stream())
            .map(statement -> statement.place().place().file()));
  }

  private void meaning(PolicyMeaning meaning, List<String> lines) {
    for (String line :
        TextLayout.wrap(TextLayout.safe(theme, upper(meaning.pods())), columns - 1)) {
      lines.add(" " + theme.paint(Role.STRONG, line));
    }
    section("POLICY", Printable.escape(String.join(", ", meaning.policies())), lines);
    if (!meaning.also().isEmpty()) {
      String also = "they are also among: " + String.join("; ", meaning.also());
      section("", Printable.escape(also), lines);
    }
    for (PolicyMeaning.Way way : meaning.directions()) {
      lines.add("");
      way(way, lines);
    }
    if (!meaning.notes().isEmpty()) {
      lines.add("");
      lines.add(" " + theme.paint(Role.STRONG, "MIND"));
      meaning.notes().forEach(note -> row(note.place(), note.text(), List.of(), lines));
    }
  }

  private static String upper(String pods) {
    return pods.isEmpty() ? pods : Character.toUpperCase(pods.charAt(0)) + pods.substring(1);
  }

  private void way(PolicyMeaning.Way way, List<String> lines) {
    section(way.direction() == Direction.EGRESS ? "EGRESS" : "INGRESS", way.summary(), lines);
    for (PolicyMeaning.Statement statement : way.all()) {
      row(statement.place(), statement.text(), statement.details(), lines);
    }
  }

  private void row(Ruling.Decider place, String text, List<String> details, List<String> lines) {
    String where = "line " + place.place().line();
    if (severalFiles) {
      String file = place.place().file() + ":" + place.place().line();
      lines.add("  " + theme.paint(Role.HINT, TextLayout.safe(theme, file)));
      where = "";
    }
    String label = "  " + where + " ".repeat(Math.max(1, 10 - where.length()));
    int width = columns - label.length();
    for (String line : TextLayout.wrap(TextLayout.safe(theme, text), width)) {
      lines.add(label.isBlank() ? label + line : theme.paint(Role.HINT, label) + line);
      label = " ".repeat(label.length());
    }
    for (String detail : details) {
      List<String> wrapped = TextLayout.wrap(TextLayout.safe(theme, detail), width - 2);
      for (int i = 0; i < wrapped.size(); i++) {
        lines.add(label + (i == 0 ? "- " : "  ") + wrapped.get(i));
      }
    }
  }

  private void section(String label, String text, List<String> lines) {
    TextLayout.section(label, text, theme, columns, lines);
  }
}

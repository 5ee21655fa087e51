package dev.tlsdiag.report.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.mesh.policy.seen.SeenTrials;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.TextLayout;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What policies make of everything in captures and flows: what is the same stands once. */
public final class SeenTrialsText {
  private static final int NARROWEST = 60;
  private static final String INDENT = " ".repeat(4);

  private final Theme theme;
  private final int columns;
  private final PolicyPlaceText places;

  /**
   * @param files the texts of the policies by the names of their files
   */
  public SeenTrialsText(Theme theme, int columns, Map<String, YamlText> files) {
    this.theme = requireNonNull(theme, "theme is null");
    this.columns = Math.max(columns, NARROWEST);
    this.places = new PolicyPlaceText(theme, files);
  }

  /** What came of one that was tried. */
  public enum Outcome {
    DENIED("denied"),
    CANNOT_TELL("cannot tell"),
    ALLOWED("allowed");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public static Outcome outcome(SeenTrials.Row row) {
    if (!row.ruling().cannotTell().isEmpty()) {
      return Outcome.CANNOT_TELL;
    }
    return row.ruling().verdict().denied() ? Outcome.DENIED : Outcome.ALLOWED;
  }

  /**
   * Writes it: denied first. {@code out} stays open and belongs to the caller.
   *
   * @param notes sentences to end with
   */
  public void render(List<SeenTrials.Row> rows, List<String> notes, Appendable out)
      throws IOException {
    List<String> lines = new ArrayList<>();
    Map<String, List<SeenTrials.Row>> groups = new LinkedHashMap<>();
    rows.stream()
        .sorted(Comparator.comparing(SeenTrialsText::outcome))
        .forEach(row -> groups.computeIfAbsent(key(row), k -> new ArrayList<>()).add(row));
    for (List<SeenTrials.Row> group : groups.values()) {
      group(group, lines);
    }
    lines.add("");
    lines.add(" " + theme.paint(Role.STRONG, summary(rows)));
    for (String note : notes) {
      TextLayout.wrap(TextLayout.safe(theme, "note: " + note), columns - 1)
          .forEach(line -> lines.add(" " + line));
    }
    for (String line : lines) {
      out.append(line.stripTrailing()).append('\n');
    }
  }

  private static String key(SeenTrials.Row row) {
    return what(row)
        + "|"
        + row.ruling().verdict()
        + row.ruling().reason()
        + row.ruling().deciders().stream().map(Ruling.Decider::path).toList()
        + row.ruling().cannotTell();
  }

  private static String what(SeenTrials.Row row) {
    String kind =
        row.seen().query().isPresent()
            ? "lookup"
            : !row.seen().tls().orElse(false)
                ? row.seen().protocol() + " to"
                : row.seen().sni().isPresent() ? "TLS to" : "TLS without server_name to";
    return kind + " " + row.name();
  }

  private void group(List<SeenTrials.Row> group, List<String> lines) {
    SeenTrials.Row row = group.get(0);
    Outcome outcome = outcome(row);
    String sign =
        switch (outcome) {
          case ALLOWED -> theme.unicode() ? "✓ " : ". ";
          case DENIED -> theme.unicode() ? "✗ " : "x ";
          case CANNOT_TELL -> "? ";
        };
    Role role =
        switch (outcome) {
          case ALLOWED -> Role.OK;
          case DENIED -> Role.BAD;
          case CANNOT_TELL -> Role.ODD;
        };
    String times = group.size() == 1 ? "" : ", %d times".formatted(group.size());
    String text =
        "%s: %s (%s)%s"
            .formatted(what(row), PolicyTrialText.word(row.ruling()), row.ruling().reason(), times);
    String label = theme.paint(role, sign);
    for (String line : TextLayout.wrap(TextLayout.safe(theme, text), columns - 3)) {
      lines.add(" " + label + line);
      label = "  ";
    }
    String seen =
        "seen: " + row.seen().place() + (row.assumed() ? "; its lookup was not seen" : "");
    lines.add(INDENT + theme.paint(Role.DIM, TextLayout.safe(theme, seen)));
    row.ruling().deciders().stream()
        .limit(1)
        .forEach(
            decider -> {
              List<String> place = places.lines(decider, columns - 8);
              lines.add(INDENT + "by " + place.get(0));
              place.stream().skip(1).forEach(line -> lines.add(INDENT + "   " + line));
            });
    for (String need : row.ruling().cannotTell()) {
      TextLayout.wrap(TextLayout.safe(theme, "needs: " + need), columns - 4)
          .forEach(line -> lines.add(INDENT + line));
    }
  }

  /** {@code 5 tried: 4 allowed, 1 denied}. */
  static String summary(List<SeenTrials.Row> rows) {
    List<String> parts = new ArrayList<>();
    for (Outcome outcome : List.of(Outcome.ALLOWED, Outcome.DENIED, Outcome.CANNOT_TELL)) {
      long count = rows.stream().filter(row -> outcome(row) == outcome).count();
      if (count > 0) {
        parts.add(count + " " + outcome.label());
      }
    }
    return "%d tried: %s".formatted(rows.size(), String.join(", ", parts));
  }
}

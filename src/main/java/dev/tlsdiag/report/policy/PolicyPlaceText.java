package dev.tlsdiag.report.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.TextLayout;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where a policy decided: its path, its place, and the line with a caret below it. */
final class PolicyPlaceText {
  private final Theme theme;
  private final Map<String, YamlText> files;

  /**
   * @param files the texts of policies by the names of their files
   */
  PolicyPlaceText(Theme theme, Map<String, YamlText> files) {
    this.theme = requireNonNull(theme, "theme is null");
    this.files = Map.copyOf(files);
  }

  /** {@code default/s3 spec.egress[0], policy.yaml:9:5}, on two lines where it is long. */
  List<String> lines(Ruling.Decider decider, int columns) {
    String path = TextLayout.safe(theme, path(decider));
    String place = TextLayout.safe(theme, place(decider));
    String shown = theme.paint(Role.HINT, path);
    return Printable.width(path + ", " + place) <= columns
        ? List.of(shown + ", " + place)
        : List.of(shown + ",", "  " + place);
  }

  static String path(Ruling.Decider decider) {
    return decider.policy() + " " + decider.path();
  }

  static String place(Ruling.Decider decider) {
    Evidence.ConfigLine place = decider.place();
    return place.file() + ":" + place.line() + ":" + place.column();
  }

  /** The line of the file and the caret; nothing where the text is not at hand. */
  List<String> excerpt(Ruling.Decider decider, int columns) {
    Evidence.ConfigLine place = decider.place();
    YamlText text = files.get(place.file());
    List<String> lines = new ArrayList<>();
    if (text != null) {
      for (String line : text.excerpt(new Position(place.line(), place.column()))) {
        lines.add(theme.paint(Role.DIM, cut(shown(line), columns)));
      }
    }
    return lines;
  }

  private String cut(String line, int columns) {
    if (Printable.width(line) <= columns) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, Math.max(1, columns - 3)))
        + theme.ellipsis();
  }

  /** One column for each character, or the caret would point elsewhere. */
  private static String shown(String line) {
    StringBuilder out = new StringBuilder();
    line.codePoints()
        .forEach(
            c -> {
              String one = new String(Character.toChars(c));
              out.append(c == '\\' || Printable.escape(one).equals(one) ? one : "?");
            });
    return out.toString();
  }
}

package dev.tlsdiag.report.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.mesh.policy.UpstreamName;
import dev.tlsdiag.mesh.policy.trial.Trial;
import dev.tlsdiag.mesh.policy.trial.TrialStep;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.TextLayout;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A trial of policies on a terminal: what decided, and what is seen of it. */
public final class PolicyTrialText {
  private static final int NARROWEST = 60;
  private static final String INDENT = " ".repeat(TextLayout.LABEL);

  private final Theme theme;
  private final int columns;
  private final PolicyPlaceText places;
  private List<Ruling.Decider> shown = List.of();

  /**
   * @param columns of the terminal
   * @param files the texts of the policies by the names of their files
   */
  public PolicyTrialText(Theme theme, int columns, Map<String, YamlText> files) {
    this.theme = requireNonNull(theme, "theme is null");
    this.columns = Math.max(columns, NARROWEST);
    this.places = new PolicyPlaceText(theme, files);
  }

  /**
   * Writes it; {@code out} stays open and belongs to the caller.
   *
   * @param from the client, in words
   * @param to the server, in words
   */
  public void render(Trial trial, String from, String to, Appendable out) throws IOException {
    List<String> lines = new ArrayList<>();
    head(trial, lines);
    lines.add("");
    section("FROM", Printable.escape(from), lines);
    section("TO", Printable.escape(to), lines);
    for (TrialStep step : trial.steps()) {
      lines.add("");
      step(step, lines);
    }
    proxy(trial, lines);
    upstream(trial, lines);
    if (!trial.notes().isEmpty()) {
      lines.add("");
    }
    trial.notes().forEach(note -> section("NOTE", Printable.escape(note), lines));
    for (String line : lines) {
      out.append(line.stripTrailing()).append('\n');
    }
  }

  private void head(Trial trial, List<String> lines) {
    TrialStep step = trial.decisive();
    String sign =
        switch (trial.outcome()) {
          case ALLOWED -> theme.unicode() ? "✓ ALLOWED" : ". ALLOWED";
          case DENIED -> theme.unicode() ? "✗ DENIED" : "x DENIED";
          case CANNOT_TELL -> "? CANNOT TELL";
        };
    Role role =
        switch (trial.outcome()) {
          case ALLOWED -> Role.OK;
          case DENIED -> Role.BAD;
          case CANNOT_TELL -> Role.ODD;
        };
    String text = sentence(step);
    if (trial.outcome() == Trial.Outcome.CANNOT_TELL) {
      text = "it depends on " + String.join(", and on ", trial.cannotTell());
    }
    String label = theme.paint(role, sign) + "  ";
    for (String line : TextLayout.wrap(TextLayout.safe(theme, text), columns - sign.length() - 3)) {
      lines.add(" " + label + theme.paint(Role.STRONG, line));
      label = " ".repeat(sign.length() + 2);
    }
    if (trial.outcome() == Trial.Outcome.CANNOT_TELL) {
      String otherwise = "otherwise: " + word(step.ruling()) + ": " + sentence(step);
      TextLayout.wrap(TextLayout.safe(theme, otherwise), columns - sign.length() - 3)
          .forEach(line -> lines.add(" ".repeat(sign.length() + 3) + line));
    }
  }

  private static String sentence(TrialStep step) {
    return "%s %s: %s".formatted(step.kind().label(), step.what(), step.ruling().reason());
  }

  /** What becomes of it, in a word or two. */
  static String word(Ruling ruling) {
    return switch (ruling.verdict()) {
      case ALLOWED -> "allowed";
      case REDIRECTED -> "to the proxy";
      case DENIED_BY_DEFAULT, DENIED_BY_RULE, DENIED_SERVER_NAME, DENIED_REQUEST, DENIED_LOOKUP ->
          "denied";
    };
  }

  private void step(TrialStep step, List<String> lines) {
    Ruling ruling = step.ruling();
    String label =
        switch (step.kind()) {
          case LOOKUP -> "LOOKUP";
          case CONNECTION -> "CONNECT";
          case HELLO -> "HELLO";
          case REQUEST -> "REQUEST";
        };
    String direction = step.attempt().direction().label();
    section(
        label,
        Printable.escape(
            "%s, %s: %s (%s)".formatted(step.what(), direction, word(ruling), ruling.reason())),
        lines);
    deciders(ruling.deciders(), lines);
    ruling.cannotTell().forEach(need -> indented("needs: " + need, lines));
    step.client().ifPresent(client -> indented("client: " + client, lines));
    step.flow().ifPresent(flow -> indented("hubble: " + flow, lines));
  }

  private void deciders(List<Ruling.Decider> deciders, List<String> lines) {
    if (deciders.equals(shown)) {
      return; // the lines above
    }
    shown = deciders;
    for (int i = 0; i < deciders.size(); i++) {
      List<String> place = places.lines(deciders.get(i), columns - TextLayout.LABEL - 3);
      lines.add(INDENT + (i == 0 ? "by " : "   ") + place.get(0));
      place.stream().skip(1).forEach(line -> lines.add(INDENT + "   " + line));
      if (i == 0) {
        places
            .excerpt(deciders.get(0), columns - TextLayout.LABEL - 5)
            .forEach(line -> lines.add(INDENT + "     " + line));
      }
    }
  }

  private void indented(String text, List<String> lines) {
    List<String> wrapped =
        TextLayout.wrap(TextLayout.safe(theme, text), columns - TextLayout.LABEL - 2);
    for (int i = 0; i < wrapped.size(); i++) {
      lines.add(INDENT + (i == 0 ? "" : "  ") + wrapped.get(i));
    }
  }

  private void proxy(Trial trial, List<String> lines) {
    Optional<Ruling.Interception> interception = trial.interception();
    boolean connected =
        trial.steps().stream()
            .anyMatch(
                step ->
                    step.kind() == TrialStep.Kind.CONNECTION && !step.ruling().verdict().denied());
    if (interception.isEmpty() && !connected) {
      return;
    }
    lines.add("");
    if (interception.isEmpty()) {
      section("PROXY", "none: it goes its way untouched", lines);
      return;
    }
    String label = "PROXY";
    for (String sentence : InterceptionWords.of(interception.get())) {
      section(label, Printable.escape(sentence), lines);
      label = "";
    }
  }

  private void upstream(Trial trial, List<String> lines) {
    if (trial.upstream().isEmpty()) {
      return;
    }
    UpstreamName now = UpstreamName.of(trial.version(), trial.plan().sni(), host(trial));
    section(
        "SNI UP",
        Printable.escape(
            "%s in Cilium %s: %s".formatted(name(now), trial.version(), now.because())),
        lines);
    Map<String, List<String>> others = new LinkedHashMap<>();
    for (UpstreamName other : trial.upstream()) {
      if (!other.name().equals(now.name())) {
        others
            .computeIfAbsent(name(other) + "|" + other.because(), k -> new ArrayList<>())
            .add(other.period().versions());
      }
    }
    others.forEach(
        (key, versions) -> {
          String[] parts = key.split("[|]", 2);
          String text = "%s in %s: %s".formatted(parts[0], String.join(", ", versions), parts[1]);
          section("", Printable.escape(text), lines);
        });
  }

  static Optional<String> host(Trial trial) {
    return trial
        .plan()
        .request()
        .map(request -> request.authority().replaceFirst(":[0-9]{1,5}$", ""))
        .or(() -> trial.plan().name());
  }

  private static String name(UpstreamName name) {
    return name.name().orElse("no server_name");
  }

  private void section(String label, String text, List<String> lines) {
    TextLayout.section(label, text, theme, columns, lines);
  }
}

package dev.tlsdiag.cli;

import dev.tlsdiag.cli.manual.ManualPage;
import dev.tlsdiag.cli.manual.ManualPage.Block;
import dev.tlsdiag.cli.manual.ManualPage.Heading;
import dev.tlsdiag.cli.manual.ManualPage.Paragraph;
import dev.tlsdiag.cli.manual.Prose;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.rules.Catalogue;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.mesh.lint.Linters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code tlsdiag-findings(7)}: all that can be found, what it means and what to do about it. */
final class FindingsManual {
  private static final Pattern SECTION = Pattern.compile("(?ms)^## %s\n+(.*?)(?=^## |\\z)");

  private FindingsManual() {}

  static ManualPage page() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Heading(1, "Description"));
    blocks.addAll(
        ManualPage.parse(
            """
            What tlsdiag finds has a name that is never used for anything else. Reports name it,
            SARIF has it as the rule, `--ignore-file` takes it, and `tlsdiag explain NAME` shows the
            whole of its page: also how it is seen, and what looks the same. Names are grouped by
            where on the way from client to server something is wrong.

            The severity is the worst that is reported. What only makes a connection odd is less
            severe than what breaks it, so `--fail-on` decides what a script minds.
            """));
    List<String> rest = new ArrayList<>(Catalogue.pages());
    for (Map.Entry<String, String> hop : ExplainText.hops().entrySet()) {
      List<String> names =
          Catalogue.ALL.stream()
              .filter(entry -> entry.hop().equals(hop.getKey()))
              .map(Catalogue.Entry::name)
              .filter(rest::remove)
              .toList();
      group(hop.getValue(), names, blocks);
    }
    group(
        "Symptoms, and rules about one sign",
        rest.stream().filter(name -> Linters.named(name).isEmpty()).toList(),
        blocks);
    group(
        "Policies, secrets and resources",
        rest.stream().filter(name -> Linters.named(name).isPresent()).toList(),
        blocks);
    blocks.add(new Heading(1, "See also"));
    blocks.add(new Paragraph(Prose.plain("tlsdiag(1), tlsdiag-explain(1), tlsdiag-diagnose(1)")));
    return new ManualPage(
        "tlsdiag-findings", 7, "what tlsdiag finds, what it means, how it is fixed", blocks);
  }

  private static void group(String title, List<String> names, List<Block> blocks) {
    blocks.add(new Heading(1, title));
    for (String name : names) {
      String page = Catalogue.page(name).orElseThrow();
      blocks.add(new Heading(2, name + severity(name).map(s -> " (" + s + ")").orElse("")));
      String summary = ExplainText.summary(name);
      blocks.add(new Paragraph(Prose.of(summary + (summary.endsWith(".") ? "" : "."))));
      blocks.addAll(ManualPages.body(section(page, "What it means")));
      List<Block> fix = ManualPages.body(section(page, "Fix"));
      if (!fix.isEmpty()) {
        blocks.add(new Paragraph(Prose.bold("Fix:")));
        blocks.addAll(fix);
      }
    }
  }

  /** Of the rule that reports it first, or of the lint. */
  private static Optional<String> severity(String name) {
    Optional<String> ofRule =
        Rules.named(name)
            .or(
                () ->
                    Catalogue.named(name)
                        .flatMap(entry -> entry.rules().stream().findFirst())
                        .flatMap(Rules::named))
            .map(rule -> rule.info())
            .map(RuleInfo::severity)
            .map(severity -> severity.name());
    return ofRule
        .or(() -> Linters.named(name).map(lint -> lint.level().name()))
        .map(word -> word.toLowerCase(Locale.ROOT));
  }

  private static String section(String page, String title) {
    Matcher found = Pattern.compile(SECTION.pattern().formatted(title)).matcher(page);
    return found.find() ? found.group(1) : "";
  }
}

package dev.tlsdiag.mesh.policy.lint;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.NodePath;
import dev.tlsdiag.mesh.policy.FqdnSelector;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.x509.SubjectName;
import dev.tlsdiag.yaml.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A name that clients may ask for where a policy terminates TLS, so that the certificate has to be
 * for it.
 *
 * @param text lower case; may have stars
 */
record WantedName(String text, Position position) {
  private static final int MOST_SHOWN = 6;

  WantedName {
    requireNonNull(text, "text is null");
    requireNonNull(position, "position is null");
  }

  /**
   * What a certificate is not for.
   *
   * @param likely empty text where there is nothing to say
   */
  record Gap(LintLevel level, String message, String likely) {}

  /** Of serverNames, which are what clients send; else of toFQDNs; and of hosts. */
  static List<WantedName> of(PolicyScene.PortCase port) {
    List<WantedName> names = new ArrayList<>();
    List<PortRule.ServerName> serverNames = port.rule().serverNames().orElse(List.of());
    for (PortRule.ServerName name : serverNames) {
      add(names, name.pattern(), name.position());
    }
    List<FqdnSelector> fqdns = port.of().item().peers().fqdns().orElse(List.of());
    for (int i = 0; i < fqdns.size() && serverNames.isEmpty(); i++) {
      String path = port.of().path() + ".toFQDNs[" + i + "]";
      String key = fqdns.get(i).matchName().isPresent() ? ".matchName" : ".matchPattern";
      Position at = NodePath.valueAt(port.resource().node(), path + key);
      add(names, fqdns.get(i).text(), at);
    }
    List<PortRule.HttpRule> http =
        port.rule().rules().flatMap(PortRule.L7Rules::http).orElse(List.of());
    for (int i = 0; i < http.size(); i++) {
      String path = port.path() + ".rules.http[" + i + "].host";
      Position at = NodePath.valueAt(port.resource().node(), path);
      http.get(i).host().flatMap(WantedName::literal).ifPresent(name -> add(names, name, at));
    }
    return names;
  }

  private static void add(List<WantedName> names, String text, Position position) {
    String name = text.strip().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    boolean known = names.stream().anyMatch(wanted -> wanted.text().equals(name));
    if (!known && name.matches("[-a-z0-9_.*]+")) {
      names.add(new WantedName(name, position));
    }
  }

  /** The one name that an expression matches; empty where there are several. */
  private static Optional<String> literal(String regex) {
    String name = regex.replace("\\.", ".").replace("[.]", ".").replaceFirst("\\$$", "");
    return Optional.of(name).filter(n -> n.matches("[-A-Za-z0-9_.]+"));
  }

  boolean isName() {
    return !text.contains("*");
  }

  /** What these names of a certificate leave out; empty where nothing is left out. */
  Optional<Gap> gap(List<SubjectName> names) {
    if (isName()) {
      SubjectName reference = SubjectName.reference(text);
      return names.stream().anyMatch(name -> name.covers(reference))
          ? Optional.empty()
          : Optional.of(
              new Gap(
                  LintLevel.ERROR, "not for '%s'".formatted(text), "subjectAltName DNS:" + text));
    }
    String rest = text.replaceFirst("^\\*+\\.", "");
    boolean oneLabel = text.startsWith("*.") && !rest.contains("*");
    String wildcard = "*." + rest;
    boolean covered = names.stream().anyMatch(name -> name.value().equals(wildcard));
    if (oneLabel) {
      return covered ? Optional.empty() : Optional.of(partly(names, rest));
    }
    int dot = text.indexOf('.');
    String parent = dot < 0 ? "" : text.substring(dot + 1);
    boolean withinLabel =
        dot > 0 && !parent.contains("*") && !text.substring(0, dot).matches("\\*+");
    if (withinLabel && names.stream().anyMatch(name -> name.value().equals("*." + parent))) {
      return Optional.empty();
    }
    return Optional.of(
        new Gap(
            LintLevel.WARNING,
            "no certificate can be for all of '%s', for its wildcards stand for one label%s"
                .formatted(text, covered ? "; it is for '" + wildcard + "'" : ""),
            "a name for each that is used"));
  }

  private Gap partly(List<SubjectName> names, String rest) {
    boolean some = names.stream().anyMatch(name -> name.value().endsWith("." + rest));
    return new Gap(
        some ? LintLevel.WARNING : LintLevel.ERROR,
        some ? "not for all of '%s'".formatted(text) : "for none of '%s'".formatted(text),
        "subjectAltName DNS:*." + rest);
  }

  static String list(List<SubjectName> names) {
    String some =
        names.stream()
            .limit(MOST_SHOWN)
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", "));
    return names.size() > MOST_SHOWN ? some + " …" : some;
  }
}

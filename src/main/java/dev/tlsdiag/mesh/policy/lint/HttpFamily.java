package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.policy.PortRule;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Rules about requests: expressions that match something else than was meant. */
final class HttpFamily implements Family {
  private static final LintInfo REGEX =
      new LintInfo(
          "policy-http-regex",
          LintLevel.ERROR,
          "an expression that Envoy's RE2 does not take",
          LintInfo.RefusedBy.AGENT);

  private static final LintInfo HOST =
      new LintInfo(
          "policy-host-unescaped-dot",
          LintLevel.WARNING,
          "a dot in host stands for every character unless it is escaped",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo HOST_FORM =
      new LintInfo(
          "policy-host-form",
          LintLevel.WARNING,
          "a host that no request can have",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo PATH =
      new LintInfo(
          "policy-path-prefix",
          LintLevel.WARNING,
          "a path matches as a whole, query included, and not as a prefix",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo METHOD =
      new LintInfo(
          "policy-method",
          LintLevel.WARNING,
          "a method that matches no usual request",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo HEADER =
      new LintInfo(
          "policy-header",
          LintLevel.WARNING,
          "a header rule that is read otherwise than meant",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo HEADER_SECRET =
      new LintInfo(
          "policy-header-secret",
          LintLevel.ERROR,
          "the secret of a header's value has not exactly one key",
          LintInfo.RefusedBy.NOBODY);

  /** What RE2 leaves out, for it would cost more than linear time. */
  private static final Pattern NOT_RE2 =
      Pattern.compile("\\(\\?<?[=!]|\\(\\?>|\\\\[1-9]|[*+?}]\\+(?![^\\[]*])");

  @Override
  public List<LintInfo> lints() {
    return List.of(REGEX, HOST, HOST_FORM, PATH, METHOD, HEADER, HEADER_SECRET);
  }

  @Override
  public void lint(PolicyScene scene, Findings to) {
    for (PolicyScene.PortCase port : scene.ports()) {
      List<PortRule.HttpRule> http =
          port.rule().rules().flatMap(PortRule.L7Rules::http).orElse(List.of());
      for (int i = 0; i < http.size(); i++) {
        String path = port.path() + ".rules.http[" + i + "]";
        PortRule.HttpRule rule = http.get(i);
        boolean hostIsRegex = regex(port, path + ".host", rule.host(), to);
        regex(port, path + ".path", rule.path(), to);
        regex(port, path + ".method", rule.method(), to);
        rule.host()
            .filter(host -> hostIsRegex)
            .ifPresent(host -> host(port, path + ".host", host, to));
        rule.path().ifPresent(text -> path(port, path + ".path", text, to));
        rule.method().ifPresent(method -> method(port, path + ".method", method, to));
        for (int j = 0; j < rule.headers().size(); j++) {
          header(port, path + ".headers[" + j + "]", rule.headers().get(j), to);
        }
        for (int j = 0; j < rule.headerMatches().size(); j++) {
          secret(port, path + ".headerMatches[" + j + "]", rule.headerMatches().get(j), scene, to);
        }
      }
    }
  }

  /** Whether it is one. */
  private static boolean regex(
      PolicyScene.PortCase port, String path, Optional<String> regex, Findings to) {
    if (regex.isEmpty()) {
      return true;
    }
    var beyond = NOT_RE2.matcher(regex.get());
    if (beyond.find()) {
      to.at(
          REGEX,
          port.resource(),
          path,
          "'%s' is not known to RE2: it has neither look-around nor back references"
              .formatted(beyond.group()),
          "");
      return false;
    }
    try {
      Pattern.compile(regex.get());
      return true;
    } catch (PatternSyntaxException e) {
      String why = String.valueOf(e.getDescription()).toLowerCase(java.util.Locale.ROOT);
      boolean glob = regex.get().startsWith("*");
      to.at(
          REGEX,
          port.resource(),
          path,
          "'%s' is no regular expression: %s".formatted(regex.get(), why),
          glob ? "'.%s': a star repeats what is before it".formatted(escaped(regex.get())) : "");
      return false;
    }
  }

  private static String escaped(String host) {
    return host.replaceFirst("^\\*", "*")
        .replaceAll("(?<![\\\\*])\\.(?![*+?{])", "[.]")
        .replaceFirst("^\\*\\.", "*[.]");
  }

  private static void host(PolicyScene.PortCase port, String path, String host, Findings to) {
    if (host.matches("(?i)https?://.*")) {
      to.at(
          HOST_FORM,
          port.resource(),
          path,
          "'%s' is a URL, and requests have a name there".formatted(host),
          host.replaceFirst("(?i)https?://", "").replaceFirst("/.*", ""));
      return;
    }
    if (host.contains("/")) {
      to.at(HOST_FORM, port.resource(), path, "no host has a '/': '%s'".formatted(host), "path");
      return;
    }
    if (hasBareDot(host)) {
      to.at(
          HOST,
          port.resource(),
          path,
          "'.' in '%s' stands for every character".formatted(host),
          "'%s'".formatted(host.replaceAll("(?<!\\\\)\\.(?![*+?{])", "[.]")));
    }
  }

  /** A dot outside of brackets that is neither escaped nor repeated. */
  private static boolean hasBareDot(String regex) {
    boolean inClass = false;
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[') {
        inClass = true;
      } else if (c == ']') {
        inClass = false;
      } else if (c == '.' && !inClass) {
        char next = i + 1 < regex.length() ? regex.charAt(i + 1) : ' ';
        if ("*+?{".indexOf(next) < 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static void path(PolicyScene.PortCase port, String path, String text, Findings to) {
    if (text.matches(".*[A-Za-z0-9_-]/\\*") || text.equals("/*")) {
      to.at(
          PATH,
          port.resource(),
          path,
          "'%s' is '/' repeated, and no wildcard".formatted(text),
          "'%s.*'".formatted(text.substring(0, text.length() - 1)));
    } else if (!text.isEmpty() && !text.matches("[/(.\\\\^\\[].*")) {
      to.at(
          PATH,
          port.resource(),
          path,
          "'%s' does not begin with '/', as every path does".formatted(text),
          "'/%s'".formatted(text));
    } else if (text.matches("[-A-Za-z0-9/_~%]+")) {
      boolean folder = text.endsWith("/");
      to.at(
          PATH,
          folder && text.length() > 1 ? LintLevel.WARNING : LintLevel.NOTE,
          port.resource(),
          path,
          "'%s' is that path alone: what is below it, and a query, gets 403".formatted(text),
          "'%s.*' for what is below it too".formatted(text));
    }
  }

  private static void method(PolicyScene.PortCase port, String path, String method, Findings to) {
    if (method.matches("[a-z]+(\\|[a-z]+)*")) {
      to.at(
          METHOD,
          port.resource(),
          path,
          "methods are upper case: '%s' matches none".formatted(method),
          "'%s'".formatted(method.toUpperCase(java.util.Locale.ROOT)));
    } else if (method.matches("[A-Z]+(\\s*[,;/ ]\\s*[A-Z]+)+")) {
      to.at(
          METHOD,
          port.resource(),
          path,
          "'%s' is an expression, and matches no method".formatted(method),
          "'%s'".formatted(method.replaceAll("\\s*[,;/ ]\\s*", "|")));
    }
  }

  /** Split at the first blank; a colon at the end of the name is cut off. */
  private static void header(PolicyScene.PortCase port, String path, String header, Findings to) {
    if (header.matches("[-A-Za-z0-9_]+:\\S.*")) {
      to.at(
          HEADER,
          port.resource(),
          path,
          "without a blank behind the colon, '%s' is all name, which no request has"
              .formatted(header.replaceFirst(":.*", ":…")),
          "a blank behind the colon");
    }
  }

  private static void secret(
      PolicyScene.PortCase port,
      String path,
      PortRule.HeaderMatch match,
      PolicyScene scene,
      Findings to) {
    if (match.secret().isEmpty()) {
      return;
    }
    String name = match.secret().get();
    String id =
        name.contains("/")
            ? name
            : port.of().of().of().policy().namespace().orElse("") + "/" + name;
    for (SecretMaterial secret : scene.secrets()) {
      if (secret.id().equals(id) && secret.keys().size() != 1) {
        to.atKey(
            HEADER_SECRET,
            port.resource(),
            path + ".secret",
            "Secret %s must have exactly one item".formatted(id),
            "it has " + secret.keys().size());
      }
    }
  }
}

package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An attempt and what has to become of it, from a file of cases: {@code # section}, {@code =
 * title}, policies, then lines of
 *
 * <pre>> [in] FROM > TO PORT[/PROTO] [key=value …] => VERDICT [path of the decider] [?]</pre>
 *
 * <p>What begins with a key of a rule is put into a CiliumNetworkPolicy of the namespace default
 * that selects all its pods. A question mark: it cannot be told for sure.
 */
record PolicyCase(String section, String title, String yaml, String line) {
  private static final Pattern LINE =
      Pattern.compile(
          "> (in )?(\\S+) > (\\S+) (\\d+)(?:/(\\w+))?(.*?) => (\\w+)(?: ([^ ?]+))?( \\?)?");

  private static final Pattern KEY = Pattern.compile("(\\w+)=('[^']*'|\\S*)");

  PolicyCase {
    requireNonNull(section, "section is null");
    requireNonNull(title, "title is null");
    requireNonNull(yaml, "yaml is null");
    requireNonNull(line, "line is null");
  }

  static List<PolicyCase> load(String resource) throws IOException {
    String text;
    try (InputStream in = PolicyCase.class.getResourceAsStream(resource)) {
      text = new String(requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    }
    List<PolicyCase> cases = new ArrayList<>();
    String section = "";
    String title = "";
    StringBuilder yaml = new StringBuilder();
    for (String line : text.lines().toList()) {
      if (line.startsWith("# ")) {
        section = line.substring(2);
      } else if (line.startsWith("= ")) {
        title = line.substring(2);
        yaml.setLength(0);
      } else if (line.startsWith("> ")) {
        cases.add(new PolicyCase(section, title, yaml.toString(), line));
      } else {
        yaml.append(line).append('\n');
      }
    }
    return cases;
  }

  /** What is expected. */
  record Expected(Ruling.Verdict verdict, Optional<String> path, boolean unsure) {
    Expected {
      requireNonNull(verdict, "verdict is null");
      requireNonNull(path, "path is null");
    }
  }

  Expected expected() {
    Matcher parts = parts();
    return new Expected(
        Ruling.Verdict.valueOf(parts.group(7)),
        Optional.ofNullable(parts.group(8)),
        parts.group(9) != null);
  }

  private Matcher parts() {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException(line);
    }
    return parts;
  }

  private Map<String, String> options() {
    Map<String, String> options = new HashMap<>();
    Matcher option = KEY.matcher(parts().group(6));
    while (option.find()) {
      options.put(option.group(1), option.group(2).replace("'", ""));
    }
    return options;
  }

  CiliumVersion version() {
    return Optional.ofNullable(options().get("v"))
        .map(v -> CiliumVersion.parse(v).orElseThrow())
        .orElse(CiliumVersion.NEWEST);
  }

  List<Policy> policies() {
    String whole =
        yaml.contains("apiVersion:")
            ? yaml
            : """
              apiVersion: cilium.io/v2
              kind: CiliumNetworkPolicy
              metadata: {name: case}
              spec:
              """
                + (yaml.contains("endpointSelector:") ? "" : "  endpointSelector: {}\n")
                + yaml.indent(2);
    Manifests manifests = Manifests.of(new YamlText("case.yaml", whole));
    if (!manifests.problems().isEmpty()) {
      throw new IllegalArgumentException(manifests.problems().toString());
    }
    return PolicyReader.all(manifests, new YamlProblems());
  }

  Attempt attempt() {
    Matcher parts = parts();
    Map<String, String> options = options();
    Direction direction = parts.group(1) == null ? Direction.EGRESS : Direction.INGRESS;
    Attempt attempt =
        Attempt.connection(
            direction,
            peer(parts.group(2)),
            peer(parts.group(3)),
            Integer.parseInt(parts.group(4)),
            parts.group(5) == null ? "TCP" : parts.group(5));
    if (options.containsKey("sni")) {
      attempt = attempt.withHello(Optional.of(options.get("sni")).filter(s -> !s.equals("none")));
    }
    if (options.containsKey("clear")) {
      attempt = attempt.inTheClear();
    }
    if (options.containsKey("dns")) {
      attempt = attempt.withDnsQuery(options.get("dns"));
    }
    if (options.containsKey("http")) {
      String[] words = options.get("http").split(" ", -1);
      Map<String, String> headers = new HashMap<>();
      if (options.containsKey("header")) {
        String[] header = options.get("header").split(":", 2);
        headers.put(header[0], header[1]);
      }
      attempt =
          attempt.withRequest(
              new Attempt.Request(
                  words[0], words[1], options.getOrDefault("host", "api.example.com"), headers));
    }
    return attempt;
  }

  /** As {@link PeerText}, and {@code name@address} for an address that DNS gave to a name. */
  private static Peer peer(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return PeerText.parse(text, "default");
    }
    return PeerText.parse(text.substring(at + 1), "default")
        .withNames(List.of(text.substring(0, at).split("\\+")));
  }

  Ruling ruling() {
    return PolicySet.of(policies(), version()).rule(attempt());
  }

  @Override
  public String toString() {
    return section + " | " + title + " | " + line.substring(2);
  }
}

package dev.tlsdiag.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Of commands with many options those that are wanted most: what {@code --help} shows. The others
 * are one word further, in {@code --help-all} and the manual.
 */
final class UsualOptions {
  /** So many are shown in any case. */
  static final int FEW = 12;

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry(
              "compare",
              "--lab -x --via --profile --tap --pcap -i --connect-to --cacert -k --last -o --report --hops -v"),
          Map.entry(
              "capture",
              "-i -f -o --show --diff -w --sni --no-sni --failed --outcome --ip --port --report"),
          Map.entry(
              "replay",
              "-x --connect-to --resolve --servername --noservername -H -d -k --cacert -o -v"),
          Map.entry(
              "proxy",
              "--mode -p --profile --sni --policy --secrets --dns --events --har --web -w -q --for"),
          Map.entry(
              "observe",
              "-f --last --since --verdict --l7 --from-pod --to-pod --fqdn --http-status --map -o --not"),
          Map.entry("probe", "--servername --axis --full -x --starttls --cacert -o --report -v"),
          Map.entry("bisect", "--good --bad --from --servername -x --dry-run -o -v"),
          Map.entry("exec", "--profile --sni --events --har -w -k -q"),
          Map.entry("check", "--only --dry-run --watch --until-fixed -o --report --fail-on -v"),
          Map.entry(
              "diagnose",
              "--host --request-id --client --since --envoy-admin -o --report -v --fail-on"),
          Map.entry("collect", "-n --run --capture --since --reproduce -w"));

  private UsualOptions() {}

  /**
   * Of a command.
   *
   * @param all its options, in their order
   */
  static List<OptionSpec> of(CommandSpec spec, List<OptionSpec> all) {
    String names = NAMES.get(spec.name());
    if (all.size() <= FEW || names == null) {
      return all;
    }
    List<String> usual = List.of(names.split(" "));
    return all.stream()
        .filter(option -> List.of(option.names()).stream().anyMatch(usual::contains))
        .toList();
  }

  static Map<String, String> all() {
    return NAMES;
  }
}

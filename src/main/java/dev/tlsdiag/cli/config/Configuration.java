package dev.tlsdiag.cli.config;

import dev.tlsdiag.cli.config.Setting.Layer;
import dev.tlsdiag.cli.config.Setting.Source;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * All settings there are, the strongest first: by layer, then one for this command alone before one
 * for all.
 */
public record Configuration(List<Setting> settings) {
  public static final Configuration NONE = new Configuration(List.of());

  /**
   * What Kubernetes puts into the environment of every pod beside a Service called {@code tlsdiag}
   * is none of ours.
   */
  private static final String OF_A_SERVICE =
      "TLSDIAG_(SERVICE_(HOST|PORT)(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?)";

  /** Variables of ours that are no options. */
  private static final Set<String> OTHERS =
      Set.of(
          "TLSDIAG_CONFIG",
          "TLSDIAG_JAVA_OPTS",
          "TLSDIAG_NO_CDS",
          "TLSDIAG_PAGER",
          "TLSDIAG_SSLKEYLOGFILE",
          "TLSDIAG_CORPUS");

  public Configuration {
    settings =
        settings.stream()
            .sorted(
                Comparator.<Setting>comparingInt(each -> each.source().layer().ordinal())
                    .thenComparing(each -> each.command().isEmpty() ? 0 : -each.command().length()))
            .toList();
  }

  /** Variables that may be settings; whether an option is meant is not known yet. */
  public static List<Setting> ofEnvironment(Map<String, String> environment) {
    List<Setting> settings = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (name.startsWith(OptionKeys.PREFIX)
                  && !OTHERS.contains(name)
                  && !name.matches(OF_A_SERVICE)
                  && !value.matches("(tcp|udp|sctp)://[^/]*")) {
                String key = name.substring(OptionKeys.PREFIX.length()).toLowerCase(Locale.ROOT);
                settings.add(
                    new Setting(
                        "",
                        key.replace('_', '-'),
                        value.lines().toList(),
                        new Source(Layer.ENVIRONMENT, name),
                        Optional.empty()));
              }
            });
    return settings;
  }

  /** What a file says; what is wrong in it is a problem more each. */
  public static List<Setting> ofFile(
      YamlText text, Source source, KnownOptions known, YamlProblems problems) {
    return new ConfigReader(source, known, problems).read(text);
  }

  /** The one setting of each option of a command that counts. */
  public Map<OptionSpec, Setting> of(CommandSpec spec) {
    String name = spec.qualifiedName();
    String command = name.substring(name.indexOf(' ') + 1);
    Map<String, OptionSpec> keys = OptionKeys.of(spec);
    Map<OptionSpec, Setting> chosen = new LinkedHashMap<>();
    for (Setting setting : settings) {
      OptionSpec option = keys.get(setting.key());
      if (option != null && setting.isFor(command) && !setting.values().isEmpty()) {
        chosen.putIfAbsent(option, setting);
      }
    }
    return chosen;
  }

  /** As it would be typed. */
  public static List<String> words(OptionSpec option, Setting setting) {
    String name = "--" + setting.key();
    List<String> words = new ArrayList<>();
    boolean mayStandAlone = option.arity().min() == 0;
    for (String value : setting.values()) {
      if (mayStandAlone && (value.equals("true") || value.equals("1") && isFlag(option))) {
        words.add(name);
      } else if (!mayStandAlone
          || !value.equals("false") && !(value.equals("0") && isFlag(option))) {
        words.add(name + "=" + value);
      }
    }
    return words;
  }

  private static boolean isFlag(OptionSpec option) {
    return option.arity().max() == 0;
  }
}

package dev.tlsdiag.cli.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tlsdiag.cli.config.Setting.Layer;
import dev.tlsdiag.cli.config.Setting.Source;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class ConfigFuzz {
  private static final CommandSpec CHECK =
      CommandSpec.create()
          .name("check")
          .addOption(OptionSpec.builder("--verbose").type(boolean.class).build())
          .addOption(OptionSpec.builder("--header").type(List.class).arity("1").build());

  /** What is wrong in a configuration file is told; nothing is thrown. */
  @FuzzTest(maxDuration = "60s")
  void neverThrows(byte[] bytes) {
    YamlText text = new YamlText("x.yaml", new String(bytes, StandardCharsets.UTF_8));
    KnownOptions known = new KnownOptions(Optional.of(CHECK), Set.of("check"), List::of);
    new ConfigReader(new Source(Layer.USER, "x.yaml"), known, new YamlProblems()).read(text);
  }
}

package dev.tlsdiag.cli.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Which options can be configured, and as what: {@code --connect-timeout} is {@code
 * connect-timeout:} in a file and {@code TLSDIAG_CONNECT_TIMEOUT} in the environment.
 */
public final class OptionKeys {
  static final String PREFIX = "TLSDIAG_";

  /** Asked for once, or a secret: those come from files of their own, standard input, a prompt. */
  private static final Set<String> NEVER =
      Set.of(
          "help",
          "help-all",
          "debug",
          "config",
          "user",
          "proxy-user",
          "pass",
          "oauth2-bearer",
          "cookie");

  /**
   * Not from the file of a project, which comes with whatever repository one stands in: what writes
   * files or escapes to the terminal, runs or sends something, listens, leads traffic elsewhere,
   * trusts somebody, decides what an authority signs, or shows secrets.
   */
  private static final Set<String> NOT_OF_PROJECTS =
      Set.of(
          "report",
          "events",
          "har",
          "flows",
          "write",
          "out",
          "map",
          "write-out",
          "web",
          "web-remote",
          "mode",
          "tap",
          "proxy",
          "via",
          "connect-to",
          "resolve",
          "dns-servers",
          "dns",
          "dns-upstream",
          "url",
          "unix-socket",
          "upload-file",
          "capath",
          "location",
          "capture",
          "insecure",
          "upstream-insecure",
          "no-verify-name",
          "show-secrets",
          "cacert",
          "ca",
          "upstream-ca",
          "ca-dir",
          "bundle",
          "host",
          "permit",
          "days",
          "validity",
          "passphrase-file",
          "secrets",
          "key",
          "cert",
          "client-cert",
          "upstream-cert",
          "certs",
          "run",
          "exec",
          "reproduce",
          "image",
          "envoy-admin",
          "context",
          "listen-host",
          "header",
          "data",
          "output-file",
          "add",
          "force",
          "yes");

  private OptionKeys() {}

  /** The keys of a command and what they stand for; hidden options too. */
  public static Map<String, OptionSpec> of(CommandSpec spec) {
    Map<String, OptionSpec> keys = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      keyOf(option).ifPresent(key -> keys.put(key, option));
    }
    return keys;
  }

  /** Empty where it has no long name, takes several values at once, or is not to be configured. */
  public static Optional<String> keyOf(OptionSpec option) {
    return Stream.of(option.names())
        .filter(name -> name.startsWith("--") && name.length() > 3)
        .map(name -> name.substring(2))
        .reduce((first, last) -> last)
        .filter(key -> !NEVER.contains(key) && option.arity().max() <= 1);
  }

  /** Whether the file of a project may say it. */
  public static boolean mayStandInProjects(String key) {
    return !NOT_OF_PROJECTS.contains(key);
  }

  /** {@code TLSDIAG_CONNECT_TIMEOUT}. */
  public static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}

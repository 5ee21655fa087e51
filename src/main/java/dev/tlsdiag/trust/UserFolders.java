package dev.tlsdiag.trust;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where this user's files lie (XDG Base Directory Specification 0.8), each in a folder {@code
 * tlsdiag} of its own.
 *
 * @param environment where HOME stands, and what overrides the usual folders
 */
public record UserFolders(Map<String, String> environment) {
  private static final String NAME = "tlsdiag";

  public UserFolders {
    environment = Map.copyOf(environment);
  }

  public static UserFolders ofProcess() {
    return new UserFolders(System.getenv());
  }

  /** {@code ~/.config/tlsdiag}. */
  public Path configuration() {
    return folder("XDG_CONFIG_HOME", ".config");
  }

  /** {@code ~/.local/share/tlsdiag}: what must not get lost. */
  public Path data() {
    return folder("XDG_DATA_HOME", ".local/share");
  }

  /** {@code ~/.local/state/tlsdiag}: the last result, the history. */
  public Path state() {
    return folder("XDG_STATE_HOME", ".local/state");
  }

  /** {@code $HOME}; where there is none, what Java says. */
  public Path home() {
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.isEmpty() ? System.getProperty("user.home") : home);
  }

  /**
   * Makes one of these, and what is missing above it, for its user alone, as the specification
   * wants it; one that exists stays as it is.
   */
  public static void create(Path folder) throws IOException {
    PrivateFiles.createFolder(folder);
  }

  /** A relative path in the variable is to be ignored, says the specification. */
  private Path folder(String variable, String usual) {
    requireNonNull(variable, "variable is null");
    Path given = Path.of(environment.getOrDefault(variable, ""));
    return (given.isAbsolute() ? given : home().resolve(usual)).resolve(NAME);
  }
}

package dev.tlsdiag.cli.shell;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of servers that results of the shell told of, the latest first; kept over sessions. */
final class SeenHosts {
  private static final int MOST = 200;
  private static final Pattern URL =
      Pattern.compile("(?i)https?://(?:[^/?#\\s]*@)?(\\[[^]]*]|[^/:?#\\s]+)");

  private final Path file;
  private Set<String> hosts = new LinkedHashSet<>();

  SeenHosts(Path file) {
    this.file = requireNonNull(file, "file is null");
    try {
      if (Files.isRegularFile(file)) {
        hosts.addAll(
            Files.readAllLines(file, StandardCharsets.UTF_8).stream().limit(MOST).toList());
      }
    } catch (IOException e) {
      hosts.clear(); // they are a convenience
    }
  }

  Collection<String> all() {
    return List.copyOf(hosts);
  }

  /** Those of a command and of what it found. */
  void add(List<String> words, LastResult result) {
    Set<String> seen = new LinkedHashSet<>(result.hosts());
    for (String word : words) {
      Matcher url = URL.matcher(word);
      if (url.lookingAt()) {
        seen.add(url.group(1));
      }
    }
    if (seen.isEmpty() || hosts.containsAll(seen)) {
      return;
    }
    seen.addAll(hosts);
    hosts = new LinkedHashSet<>(seen.stream().limit(MOST).toList());
    try {
      ShellHistory.prepare(file);
      Files.write(file, hosts);
    } catch (IOException e) {
      // Then they are known in this session alone.
    }
  }
}

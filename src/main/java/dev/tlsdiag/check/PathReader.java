package dev.tlsdiag.check;

import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.replay.ConnectTo;
import dev.tlsdiag.replay.ProxyServer;
import dev.tlsdiag.replay.ResolveEntry;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.yaml.Fields;
import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlProblems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the paths that a file names. */
final class PathReader {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  private final YamlProblems problems;

  PathReader(YamlProblems problems) {
    this.problems = problems;
  }

  /** By name, with those that need no words. */
  Map<String, PathSpec> read(Fields file) {
    Map<String, PathSpec> paths = new LinkedHashMap<>();
    paths.put(PathSpec.DIRECT_NAME, PathSpec.DIRECT);
    paths.put(PathSpec.LAB_NAME, PathSpec.LAB);
    for (YamlNode.Entry entry : file.named("paths", "paths")) {
      String name = entry.key().text();
      if (paths.containsKey(name)) {
        problems.add(
            entry.key().position(),
            "the path '%s' is there without being named; choose another name".formatted(name));
        continue;
      }
      if (!name.matches(NAME)) {
        problems.add(
            entry.key().position(),
            "'%s' is no name for a path".formatted(name),
            "letters, digits, '.', '_' and '-', at most 64");
      }
      // A path that is wrong is known all the same: checks that take it are not wrong too.
      paths.put(name, path(name, entry.value()).orElse(PathSpec.DIRECT));
    }
    return paths;
  }

  private Optional<PathSpec> path(String name, YamlNode node) {
    Optional<Fields> fields = Fields.of(node, "a path", problems);
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    Fields path = fields.get();
    Optional<PathSpec.Way> proxy =
        path.value("proxy", text -> new PathSpec.Way.Proxy(ProxyServer.parse(text)));
    Optional<PathSpec.Way> via = path.value("via", text -> new PathSpec.Way.Via(endpoint(text)));
    Optional<PathSpec.Way> profile =
        path.value("profile", text -> new PathSpec.Way.Played(profile(text)));
    List<ConnectTo> connectTo = path.values("connect-to", ConnectTo::parse);
    List<ResolveEntry> resolve = path.values("resolve", ResolveEntry::parse);
    YamlNode.Mapping mapping = (YamlNode.Mapping) node;
    List<String> ways =
        Stream.of("proxy", "via", "profile").filter(k -> mapping.entry(k).isPresent()).toList();
    if (ways.size() > 1) {
      problems.add(
          path.positionOf(ways.get(1)),
          "the path '%s' has '%s' already: a path is one way".formatted(name, ways.get(0)));
    }
    boolean detour =
        mapping.entry("connect-to").isPresent() || mapping.entry("resolve").isPresent();
    if (ways.isEmpty() && !detour) {
      problems.add(
          path.position(),
          "the path '%s' leads no other way than 'direct'".formatted(name),
          "it needs one of proxy, via, profile, connect-to, resolve");
    }
    path.end();
    PathSpec.Way way = proxy.or(() -> via).or(() -> profile).orElse(new PathSpec.Way.Detour());
    return Optional.of(new PathSpec(name, way, connectTo, resolve));
  }

  private static Profile profile(String name) {
    List<String> names = Profiles.ALL.stream().map(Profile::name).toList();
    return Profiles.named(Fields.wordOf(name, names)).orElseThrow();
  }

  /**
   * {@code host:port}, {@code [address]:port}.
   *
   * @throws Fields.WrongValueException where it is neither
   */
  static Endpoint endpoint(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean named = !host.isEmpty() && (host.startsWith("[") || host.indexOf(':') < 0);
    if (!named
        || !port.matches("[0-9]{1,5}")
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > 65_535) {
      throw new Fields.WrongValueException("'%s' is not HOST:PORT".formatted(text), "");
    }
    return new Endpoint(host.replaceAll("[\\[\\]]", ""), Integer.parseInt(port));
  }
}

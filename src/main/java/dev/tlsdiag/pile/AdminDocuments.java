package dev.tlsdiag.pile;

import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.envoy.ConfigDump;
import dev.tlsdiag.mesh.envoy.EnvoyCerts;
import dev.tlsdiag.mesh.envoy.EnvoyClusters;
import dev.tlsdiag.mesh.envoy.EnvoyListeners;
import dev.tlsdiag.mesh.envoy.EnvoyServerInfo;
import dev.tlsdiag.mesh.envoy.EnvoyStats;
import dev.tlsdiag.mesh.envoy.UnreadableDumpException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what Envoy's admin console answered and somebody saved. */
final class AdminDocuments {
  private static final int LARGEST = 256 << 20;

  private AdminDocuments() {}

  /** A value of a document. */
  private record Value(long records, String sentence, List<String> gaps, Found.Yield yield) {}

  /**
   * @param kind one of Envoy's admin console
   */
  static Found read(Document document, DocumentKind kind) throws IOException {
    byte[] text = document.bytes().readNBytes(LARGEST);
    try {
      Value value = value(document.name(), kind, text);
      return new Found(
          contribution(
              document,
              kind,
              new ReadingTally(value.records(), 0, Optional.empty(), 0, 0),
              value.sentence(),
              value.gaps()),
          value.yield());
    } catch (UnreadableDumpException e) {
      String why = Words.of(e);
      return new Found(
          contribution(
              document,
              kind,
              new ReadingTally(0, 1, Optional.of(why), 0, 0),
              "cannot be read",
              List.of(why)));
    }
  }

  private static Contribution contribution(
      Document document,
      DocumentKind kind,
      ReadingTally tally,
      String sentence,
      List<String> gaps) {
    return new Contribution(
        document.name(), kind, tally, sentence, gaps, Optional.empty(), Optional.empty());
  }

  private static Value value(String name, DocumentKind kind, byte[] text)
      throws UnreadableDumpException {
    if (kind == DocumentKind.ENVOY_CONFIG_DUMP) {
      return dump(ConfigDump.parse(name, text));
    }
    if (kind == DocumentKind.ENVOY_CLUSTERS) {
      EnvoyClusters clusters = EnvoyClusters.parse(name, text);
      return admin(
          kind,
          clusters.clusters().size(),
          new EnvoyAdmin(List.of(clusters), List.of(), List.of(), List.of(), List.of()));
    }
    if (kind == DocumentKind.ENVOY_CERTS) {
      EnvoyCerts certs = EnvoyCerts.parse(name, text);
      long number =
          certs.contexts().stream()
              .mapToLong(context -> context.authorities().size() + context.chain().size())
              .sum();
      return admin(
          kind, number, new EnvoyAdmin(List.of(), List.of(certs), List.of(), List.of(), List.of()));
    }
    if (kind == DocumentKind.ENVOY_STATS) {
      EnvoyStats stats = EnvoyStats.parse(name, text);
      return admin(
          kind,
          stats.counts().size(),
          new EnvoyAdmin(List.of(), List.of(), List.of(stats), List.of(), List.of()));
    }
    if (kind == DocumentKind.ENVOY_SERVER_INFO) {
      EnvoyServerInfo info = EnvoyServerInfo.parse(name, text);
      Value value =
          admin(kind, 1, new EnvoyAdmin(List.of(), List.of(), List.of(), List.of(info), List.of()));
      return new Value(
          1, "Envoy %s, %s".formatted(info.build(), info.state()), List.of(), value.yield());
    }
    EnvoyListeners listeners = EnvoyListeners.parse(name, text);
    return admin(
        DocumentKind.ENVOY_LISTENERS,
        listeners.addresses().size(),
        new EnvoyAdmin(List.of(), List.of(), List.of(), List.of(), List.of(listeners)));
  }

  private static Value admin(DocumentKind kind, long records, EnvoyAdmin admin) {
    return new Value(records, kind.count(records), List.of(), new Found.Answered(admin));
  }

  private static Value dump(ConfigDump dump) {
    List<String> gaps = new ArrayList<>();
    dump.unknownTypes()
        .forEach((type, count) -> gaps.add("%s is not read, %d of it".formatted(type, count)));
    long parts =
        (long) dump.clusters().size()
            + dump.listeners().size()
            + dump.secrets().size()
            + dump.policies().size()
            + dump.routes().size();
    String sentence =
        "%s, %s, %s"
            .formatted(
                DocumentKind.ENVOY_CONFIG_DUMP.count(dump.clusters().size()),
                Numbers.of(dump.listeners().size(), "listener"),
                Numbers.of(dump.secrets().size(), "secret"));
    return new Value(parts, sentence, gaps, new Found.Dumped(dump));
  }
}

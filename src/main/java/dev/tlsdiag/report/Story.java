package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a request went, as all sources tell it.
 *
 * @param sources in the order given
 * @param lines in the order of time
 * @param clocks how the clocks of the sources stand to each other, a sentence each
 * @param joins why the sources are taken to tell of one request, a sentence each
 * @param names where the names of the request come from, that are in no packet
 * @param clusters of Envoy's configuration, those that may send no server_name first
 * @param others requests and connections that are not looked at, a line each
 */
public record Story(
    List<Source> sources,
    List<Line> lines,
    List<String> clocks,
    List<String> joins,
    List<Name> names,
    List<Cluster> clusters,
    List<String> others) {
  public Story {
    sources = List.copyOf(sources);
    lines = List.copyOf(lines);
    clocks = List.copyOf(clocks);
    joins = List.copyOf(joins);
    names = List.copyOf(names);
    clusters = List.copyOf(clusters);
    others = List.copyOf(others);
  }

  /**
   * One document.
   *
   * @param kind what it was recognised as
   * @param gave what was read from it, {@code 14 Hubble flows}
   * @param used how many of its records tell of this request
   * @param gaps what it does not tell although such a document could
   */
  public record Source(String name, String kind, String gave, int used, List<String> gaps) {
    public Source {
      requireNonNull(name, "name is null");
      requireNonNull(kind, "kind is null");
      requireNonNull(gave, "gave is null");
      gaps = List.copyOf(gaps);
    }
  }

  /**
   * One thing that happened.
   *
   * @param time by the clock that all sources are brought to
   * @param hop 1-based
   * @param source who tells it, {@code Hubble flow}
   * @param what in half a sentence; may quote the peer
   */
  public record Line(
      Optional<Instant> time,
      int hop,
      String source,
      boolean failed,
      String what,
      List<Evidence> evidence) {
    public Line {
      requireNonNull(time, "time is null");
      requireNonNull(source, "source is null");
      requireNonNull(what, "what is null");
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * One of the four names, and who says it.
   *
   * @param which {@code client SNI}, {@code route key}, {@code upstream SNI}, {@code certificate}
   */
  public record Name(String which, String text, String source, List<Evidence> evidence) {
    public Name {
      requireNonNull(which, "which is null");
      requireNonNull(text, "text is null");
      requireNonNull(source, "source is null");
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * How a cluster of Envoy talks to its servers. Of one without TLS sni, authority and nameCheck
   * are empty texts.
   *
   * @param withoutServerName why its ClientHello may have no server_name
   */
  public record Cluster(
      String name,
      String transport,
      String sni,
      String authority,
      String nameCheck,
      Optional<String> withoutServerName,
      Evidence.ConfigLine at) {
    public Cluster {
      requireNonNull(name, "name is null");
      requireNonNull(transport, "transport is null");
      requireNonNull(sni, "sni is null");
      requireNonNull(authority, "authority is null");
      requireNonNull(nameCheck, "nameCheck is null");
      requireNonNull(withoutServerName, "withoutServerName is null");
      requireNonNull(at, "at is null");
    }
  }
}

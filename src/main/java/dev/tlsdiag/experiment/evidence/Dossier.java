package dev.tlsdiag.experiment.evidence;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.envoy.ConfigDump;
import dev.tlsdiag.mesh.envoy.EnvoyStats;
import dev.tlsdiag.pile.CapturedFile;
import dev.tlsdiag.pile.Contribution;
import dev.tlsdiag.pile.PileContents;
import java.util.List;
import java.util.Locale;

/**
 * What is diagnosed together.
 *
 * @param contributions what each document gave
 * @param problems what could not be read, a sentence each
 */
public record Dossier(
    List<Contribution> contributions,
    List<CapturedFile> captures,
    List<Sighting> sightings,
    List<Resource> resources,
    List<ConfigDump> dumps,
    List<MeshFacts.Counter> counters,
    List<String> problems) {
  public Dossier {
    contributions = List.copyOf(contributions);
    captures = List.copyOf(captures);
    sightings = List.copyOf(sightings);
    resources = List.copyOf(resources);
    dumps = List.copyOf(dumps);
    counters = List.copyOf(counters);
    problems = List.copyOf(problems);
  }

  public static Dossier of(PileContents pile) {
    requireNonNull(pile, "pile is null");
    return new Dossier(
        pile.contributions(),
        pile.captures(),
        pile.sightings(),
        pile.resources(),
        pile.configDumps(),
        pile.admin().stats().stream()
            .flatMap(stats -> stats.counts().stream())
            .filter(count -> count.value() > 0)
            .map(Dossier::counter)
            .toList(),
        pile.problems());
  }

  private static MeshFacts.Counter counter(EnvoyStats.Count count) {
    String scope = count.scope().name().toLowerCase(Locale.ROOT) + ".";
    String subject = count.subject().isEmpty() ? "" : count.subject() + ".";
    return new MeshFacts.Counter(
        scope + subject + count.counter().counterName(), count.value(), count.at());
  }

  /** Events that the sources themselves say they lost. */
  long lost() {
    return contributions.stream().mapToLong(each -> each.tally().lost()).sum();
  }
}

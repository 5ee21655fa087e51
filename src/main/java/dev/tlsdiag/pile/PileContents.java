package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.envoy.ConfigDump;
import java.util.List;

/**
 * All that was read from a pile.
 *
 * @param contributions one of every document, in the order of reading: files as given, folders and
 *     archives as they list their members, an archive before its members
 * @param captures of the contributions that are captures
 * @param sightings of logs and flows, in the order of reading. Of long ones only what matters, see
 *     {@link SightingStore}
 * @param manifests policies, secrets and other resources, as values: a secret's data is in there
 *     and must not be shown
 * @param configDumps of Envoy's admin console
 * @param admin what else that console answered
 * @param problems what could not be opened or read, each a sentence that names the document
 */
public record PileContents(
    List<Contribution> contributions,
    List<CapturedFile> captures,
    List<Sighting> sightings,
    List<Manifests> manifests,
    List<CertificateFile> certificates,
    List<ConfigDump> configDumps,
    EnvoyAdmin admin,
    List<String> problems) {
  public PileContents {
    contributions = List.copyOf(contributions);
    captures = List.copyOf(captures);
    sightings = List.copyOf(sightings);
    manifests = List.copyOf(manifests);
    certificates = List.copyOf(certificates);
    configDumps = List.copyOf(configDumps);
    requireNonNull(admin, "admin is null");
    problems = List.copyOf(problems);
  }

  /** The resources of all manifests. */
  public List<Resource> resources() {
    return manifests.stream().flatMap(file -> file.resources().stream()).toList();
  }
}

package dev.tlsdiag.mesh.istio.lint;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.istio.Endpoints;
import dev.tlsdiag.mesh.istio.HostPattern;
import dev.tlsdiag.mesh.istio.IstioResources;
import dev.tlsdiag.mesh.istio.MeshService;
import dev.tlsdiag.yaml.Position;
import java.util.ArrayList;
import java.util.List;

/** What is looked at, and what was found so far. */
final class IstioScene {
  private final IstioResources resources;
  private final List<MeshService> hosts;
  private final List<LintFinding> found = new ArrayList<>();

  IstioScene(IstioResources resources) {
    this.resources = requireNonNull(resources, "resources is null");
    hosts = resources.hosts();
  }

  IstioResources resources() {
    return resources;
  }

  List<MeshService> hosts() {
    return hosts;
  }

  Endpoints endpoints() {
    return new Endpoints(resources);
  }

  /** The hosts that a pattern of a resource, short names and wildcards, is for. */
  List<MeshService> hosts(String pattern, Resource resource) {
    String expanded = HostPattern.expanded(pattern, resource);
    return hosts.stream()
        .filter(
            host ->
                HostPattern.within(host.host(), expanded)
                    || HostPattern.matches(host.host(), expanded))
        .toList();
  }

  List<LintFinding> found() {
    return List.copyOf(found);
  }

  /**
   * @param likely what to change; empty text where nobody can tell
   */
  void add(IstioLint lint, Resource resource, Position at, String message, String likely) {
    LintFinding finding = LintFinding.of(lint.info(), lint.info().level(), resource, at, message);
    found.add(likely.isEmpty() ? finding : finding.likely(likely));
  }
}

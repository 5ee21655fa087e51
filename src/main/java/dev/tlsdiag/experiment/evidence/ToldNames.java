package dev.tlsdiag.experiment.evidence;

import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.NameTable;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.envoy.ClusterTls;
import dev.tlsdiag.mesh.envoy.MissingSni;
import dev.tlsdiag.mesh.istio.IstioName;
import dev.tlsdiag.report.Story;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.HostName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The four names of a request as logs, flows, policies and dumps tell them. */
final class ToldNames {
  private final MeshFacts facts;

  ToldNames(MeshFacts facts) {
    this.facts = facts;
  }

  /** Every name with who says it; of each source the first. */
  List<Story.Name> all() {
    List<Story.Name> names = new ArrayList<>();
    told("client SNI", Attribute.SNI, names);
    names.replaceAll(ToldNames::ofSidecar);
    told("route key", Attribute.AUTHORITY, names);
    facts
        .policy()
        .filter(fact -> !fact.ruling().deciders().isEmpty())
        .ifPresent(
            fact ->
                names.add(
                    new Story.Name(
                        "route key", "policy " + fact.decider(), "policy", fact.places())));
    told("upstream SNI", Attribute.UPSTREAM_SNI, names);
    configured().ifPresent(names::add);
    told("certificate", Attribute.CERTIFICATE_NAMES, names);
    return names;
  }

  private void told(String which, Attribute attribute, List<Story.Name> names) {
    List<String> known = new ArrayList<>();
    facts
        .told()
        .sightings()
        .filter(s -> s.attribute(attribute).filter(v -> !v.equals("-") && !v.isEmpty()).isPresent())
        .forEach(
            sighting -> {
              String text = sighting.attribute(attribute).orElseThrow();
              if (!known.contains(sighting.source() + text)) {
                known.add(sighting.source() + text);
                names.add(name(which, text, sighting));
              }
            });
  }

  /** What only a sidecar sends to another one is no client's name. */
  private static Story.Name ofSidecar(Story.Name name) {
    return IstioName.ofServerName(name.text()).isEmpty()
        ? name
        : new Story.Name("upstream SNI", name.text(), name.source(), name.evidence());
  }

  private static Story.Name name(String which, String text, Sighting sighting) {
    return new Story.Name(which, text, sighting.source().label(), List.of(sighting.evidence()));
  }

  /** What the proxy is told to send. */
  private Optional<Story.Name> configured() {
    List<MissingSni> missing = facts.withoutSni();
    if (!missing.isEmpty()) {
      MissingSni first = missing.get(0);
      String text =
          first.certainty() == MissingSni.Certainty.CERTAIN ? "none" : "none, or the client's";
      return Optional.of(
          new Story.Name(
              "upstream SNI",
              text + " (cluster " + first.cluster().name() + ")",
              "config_dump",
              List.of(first.at())));
    }
    return facts
        .cluster()
        .filter(ClusterTls::isTls)
        .map(
            cluster ->
                new Story.Name(
                    "upstream SNI",
                    cluster.sni(cluster.main(), facts.dumps().get(0).version()).label()
                        + " (cluster "
                        + cluster.name()
                        + ")",
                    "config_dump",
                    List.<Evidence>of(cluster.at())));
  }

  /** The table, with what is told where packets show nothing. */
  NameTable in(NameTable table) {
    return new NameTable(table.rows().stream().map(this::filled).toList());
  }

  private NameTable.Row filled(NameTable.Row row) {
    return new NameTable.Row(
        row.trace(),
        filled(row.clientSni(), "client SNI"),
        filled(row.routeKey(), "route key"),
        filled(row.upstreamSni(), "upstream SNI"),
        filled(row.certificate(), "certificate"));
  }

  private NameTable.Cell filled(NameTable.Cell cell, String which) {
    if (cell.state() != NameTable.State.HIDDEN) {
      return cell;
    }
    return all().stream()
        .filter(name -> name.which().equals(which) && !name.source().equals("policy"))
        .findFirst()
        .map(name -> cell(name, which))
        .orElse(cell);
  }

  private NameTable.Cell cell(Story.Name name, String which) {
    String text = name.text().replaceFirst(" \\(cluster .*", "");
    if (text.equals("none")) {
      return new NameTable.Cell(NameTable.State.MISSING, "none");
    }
    if (name.source().equals("config_dump") || which.equals("certificate")) {
      return new NameTable.Cell(NameTable.State.NAME, text);
    }
    Optional<String> wanted =
        facts.told().host().filter(host -> IstioName.ofServerName(text).isEmpty());
    boolean fits =
        wanted.filter(host -> !HostName.same(host, HostName.ofAuthority(text))).isEmpty();
    return new NameTable.Cell(fits ? NameTable.State.NAME : NameTable.State.OTHER_NAME, text);
  }
}

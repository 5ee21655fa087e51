package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.istio.IstioMesh;
import dev.tlsdiag.mesh.istio.OutboundCall;
import dev.tlsdiag.mesh.istio.OutboundRuling;
import dev.tlsdiag.mesh.istio.Statement;
import java.util.List;

/**
 * What the mesh's resources say of a request.
 *
 * @param statements why, and where that is written
 */
public record IstioFact(
    IstioMesh mesh, OutboundCall call, OutboundRuling ruling, List<Statement> statements) {
  public IstioFact {
    requireNonNull(mesh, "mesh is null");
    requireNonNull(call, "call is null");
    requireNonNull(ruling, "ruling is null");
    statements = List.copyOf(statements);
  }

  /** What is said about this page of the catalogue. */
  public List<Statement> about(String entry) {
    return statements.stream().filter(s -> s.entry().filter(entry::equals).isPresent()).toList();
  }
}

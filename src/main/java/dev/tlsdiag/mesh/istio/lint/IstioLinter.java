package dev.tlsdiag.mesh.istio.lint;

import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintSubject;
import dev.tlsdiag.mesh.Linter;
import dev.tlsdiag.mesh.istio.IstioResources;
import java.util.Arrays;
import java.util.List;

/** Looks for what is wrong in Istio's resources, and in Services as Istio sees them. */
public final class IstioLinter implements Linter {
  @Override
  public List<LintInfo> lints() {
    return Arrays.stream(IstioLint.values()).map(IstioLint::info).toList();
  }

  @Override
  public List<LintFinding> lint(LintSubject subject) {
    IstioScene scene = new IstioScene(IstioResources.of(subject.resources()));
    SchemaChecks.check(subject.resources(), scene);
    RuleChecks.check(scene);
    EntryChecks.check(scene);
    RouteChecks.check(scene);
    PeerChecks.check(scene);
    GatewayChecks.check(scene);
    return scene.found().stream().distinct().toList();
  }
}

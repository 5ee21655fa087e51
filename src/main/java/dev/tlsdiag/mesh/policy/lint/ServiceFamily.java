package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.NodePath;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.LabelSelector;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Services whose pods a policy selects or speaks of. */
final class ServiceFamily implements Family {
  private static final LintInfo SERVICE_PORT =
      new LintInfo(
          "policy-service-port",
          LintLevel.WARNING,
          "a policy names a Service's port, where only the port of the pods counts",
          LintInfo.RefusedBy.NOBODY);

  @Override
  public List<LintInfo> lints() {
    return List.of(SERVICE_PORT);
  }

  /**
   * A Service whose ports are not those of its pods.
   *
   * @param ports those that its pods do not listen on, each with the pods' port for it
   */
  private record Mapped(Resource service, Map<String, String> selector, Map<String, String> ports) {
    static Mapped of(Resource service) {
      int count =
          NodePath.node(service.node(), "spec.ports")
              .filter(YamlNode.Sequence.class::isInstance)
              .map(list -> ((YamlNode.Sequence) list).items().size())
              .orElse(0);
      Map<String, String> ports = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        String path = "spec.ports[" + i + "].";
        String own = NodePath.text(service.node(), path + "port").orElse("");
        ports.put(own, NodePath.text(service.node(), path + "targetPort").orElse(own));
      }
      Map<String, String> others = new LinkedHashMap<>(ports);
      others.keySet().removeAll(ports.values());
      return new Mapped(service, selector(service), others);
    }

    private static Map<String, String> selector(Resource service) {
      Map<String, String> selector = new LinkedHashMap<>();
      for (YamlNode.Entry entry :
          NodePath.mapping(service.node(), "spec.selector")
              .map(YamlNode.Mapping::entries)
              .orElse(List.of())) {
        if (entry.value() instanceof YamlNode.Scalar value) {
          selector.put(entry.key().text(), value.text());
        }
      }
      return selector;
    }
  }

  @Override
  public void lint(PolicyScene scene, Findings to) {
    List<Mapped> services =
        scene
            .subject()
            .ofKind("Service")
            .map(Mapped::of)
            .filter(service -> !service.selector().isEmpty() && !service.ports().isEmpty())
            .toList();
    for (PolicyScene.PortCase port : scene.ports()) {
      for (Mapped service : services) {
        if (speaksOf(port, service)) {
          service(port, service, to);
        }
      }
    }
  }

  private static boolean speaksOf(PolicyScene.PortCase port, Mapped mapped) {
    PolicyScene.ItemCase item = port.of();
    List<LabelSelector> pods = new ArrayList<>();
    if (item.item().direction() == Direction.INGRESS) {
      String space = mapped.service().namespace().orElse("default");
      if (item.of().of().policy().namespace().filter(own -> !own.equals(space)).isEmpty()) {
        item.of().rule().endpointSelector().ifPresent(pods::add);
      }
    } else {
      pods.addAll(item.item().peers().endpoints().orElse(List.of()));
      boolean named =
          item.item().peers().services().orElse(List.of()).stream()
              .anyMatch(s -> s.name().filter(mapped.service().name()::equals).isPresent());
      if (named) {
        return true;
      }
    }
    return pods.stream().anyMatch(pod -> Labels.selectsPodsOf(pod, mapped.selector()));
  }

  private static void service(PolicyScene.PortCase port, Mapped mapped, Findings to) {
    for (int i = 0; i < port.rule().ports().size(); i++) {
      PortRule.PortProtocol written = port.rule().ports().get(i);
      String target = mapped.ports().get(written.port());
      if (target != null && written.endPort().isEmpty()) {
        to.at(
            SERVICE_PORT,
            port.resource(),
            port.path() + ".ports[" + i + "].port",
            "%s is the port of %s, its pods listen on %s: policy sees the pods' port"
                .formatted(written.port(), mapped.service().label(), target),
            "port: \"%s\"".formatted(target));
      }
    }
  }
}

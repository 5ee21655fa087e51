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
import java.util.HashMap;
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
    Map<String, List<Integer>> places = new HashMap<>();
    for (int i = 0; i < services.size(); i++) {
      for (String key : keys(services.get(i))) {
        places.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
      }
    }
    for (PolicyScene.PortCase port : scene.ports()) {
      keys(port).stream()
          .flatMap(key -> places.getOrDefault(key, List.of()).stream())
          .sorted()
          .distinct()
          .map(services::get)
          .filter(service -> speaksOf(port, service))
          .forEach(service -> service(port, service, to));
    }
  }

  private static List<String> keys(Mapped mapped) {
    List<String> keys = keys(mapped.selector());
    keys.add("name " + mapped.service().name());
    return keys;
  }

  /** Of the labels and names by which it may speak of a Service; it has one of them at least. */
  private static List<String> keys(PolicyScene.PortCase port) {
    List<String> keys = new ArrayList<>();
    PolicyScene.ItemCase item = port.of();
    item.of().rule().endpointSelector().ifPresent(pods -> keys.addAll(keys(pods.matchLabels())));
    item.item()
        .peers()
        .endpoints()
        .ifPresent(all -> all.forEach(pods -> keys.addAll(keys(pods.matchLabels()))));
    item.item()
        .peers()
        .services()
        .ifPresent(all -> all.forEach(s -> s.name().ifPresent(name -> keys.add("name " + name))));
    return keys;
  }

  private static List<String> keys(Map<String, String> labels) {
    List<String> keys = new ArrayList<>();
    labels.forEach((key, value) -> keys.add("label " + Labels.bare(key) + "=" + value));
    return keys;
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

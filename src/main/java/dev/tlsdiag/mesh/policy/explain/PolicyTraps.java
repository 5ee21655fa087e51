package dev.tlsdiag.mesh.policy.explain;

import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.FqdnPattern;
import dev.tlsdiag.mesh.policy.FqdnSelector;
import dev.tlsdiag.mesh.policy.Peers;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.mesh.policy.TrafficItem;
import dev.tlsdiag.mesh.policy.explain.PolicyExplanation.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What one must know of policies that hold for the same pods. */
final class PolicyTraps {
  private static final Set<String> TLS_PORTS = Set.of("443", "8443", "6443");

  private final List<Part> parts;
  private final List<Part> all;
  private final CiliumVersion version;
  private final List<PolicyMeaning.Note> notes = new ArrayList<>();

  /**
   * @param all those that hold for the pods, the parts among them
   */
  PolicyTraps(List<Part> parts, List<Part> all, CiliumVersion version) {
    this.parts = parts;
    this.all = all;
    this.version = version;
  }

  List<PolicyMeaning.Note> notes() {
    for (Part part : parts) {
      for (TrafficItem item : part.rule().items()) {
        fqdns(part, item);
        emptyItem(part, item);
        ports(part, item);
      }
    }
    return notes;
  }

  private void note(Part part, TrafficItem item, String text) {
    notes.add(new PolicyMeaning.Note(part.at(item), text));
  }

  private void fqdns(Part part, TrafficItem item) {
    List<FqdnSelector> fqdns = item.peers().fqdns().orElse(List.of());
    if (fqdns.isEmpty()) {
      return;
    }
    List<FqdnSelector> dns = dnsRules();
    if (dns.isEmpty()) {
      note(
          part,
          item,
          "toFQDNs, and no policy for these pods has a DNS rule (rules.dns): the agent learns no"
              + " address, and the connections time out");
    } else {
      for (FqdnSelector fqdn : fqdns) {
        if (fqdn.matchName().isPresent() && !allowed(fqdn.matchName().get(), dns)) {
          note(
              part,
              item,
              fqdn,
              "no DNS rule allows the name %s, so it cannot be looked up".formatted(fqdn.text()));
        }
      }
    }
    for (FqdnSelector fqdn : fqdns) {
      pattern(part, item, fqdn);
    }
    boolean parted =
        item.toPorts().orElse(List.of()).stream()
            .allMatch(
                port ->
                    !port.serverNames().orElse(List.of()).isEmpty()
                        || port.rules().flatMap(PortRule.L7Rules::http).orElse(List.of()).stream()
                            .anyMatch(rule -> rule.host().isPresent()));
    if (!parted || item.toPorts().isEmpty()) {
      note(
          part,
          item,
          "names that share an address cannot be told apart here: one that is allowed opens it for"
              + " all (serverNames or an HTTP host would part them)");
    }
  }

  private void note(Part part, TrafficItem item, FqdnSelector fqdn, String text) {
    int index = item.peers().fqdns().orElse(List.of()).indexOf(fqdn);
    String path = "." + item.path() + ".toFQDNs[" + index + "]";
    notes.add(new PolicyMeaning.Note(part.at(path, fqdn.position()), text));
  }

  private void pattern(Part part, TrafficItem item, FqdnSelector fqdn) {
    if (fqdn.matchPattern().isEmpty()) {
      if (fqdn.matchName().isEmpty()) {
        note(
            part,
            item,
            fqdn,
            "an item of toFQDNs without matchName and matchPattern means no name");
      }
      return;
    }
    String pattern = fqdn.matchPattern().get();
    if (pattern.matches("\\*[^*.].*|\\*\\.[^*]+")) {
      String rest = pattern.substring(pattern.indexOf('.') + 1);
      note(
          part,
          item,
          fqdn,
          pattern.startsWith("*.")
              ? "%s means one label in front: x.%s, neither %s nor x.y.%s"
                  .formatted(pattern, rest, rest, rest)
              : "%s has no dot behind the star: it means names that end so, without a label more"
                  .formatted(pattern));
    }
    if (pattern.startsWith("**.") && !version.atLeast(1, 19)) {
      note(
          part,
          item,
          fqdn,
          "%s means one label in front up to 1.18, one or more from 1.19 on".formatted(pattern));
    }
  }

  private boolean allowed(String name, List<FqdnSelector> dns) {
    return dns.stream().anyMatch(rule -> FqdnPattern.of(rule, version).matches(name));
  }

  private List<FqdnSelector> dnsRules() {
    return portRules(Direction.EGRESS)
        .flatMap(port -> port.rules().flatMap(PortRule.L7Rules::dns).orElse(List.of()).stream())
        .toList();
  }

  private Stream<PortRule> portRules(Direction direction) {
    return all.stream()
        .flatMap(part -> part.rule().items(direction, false).stream())
        .flatMap(item -> item.toPorts().orElse(List.of()).stream());
  }

  private void emptyItem(Part part, TrafficItem item) {
    boolean empty = item.peers().equals(Peers.ANY) && item.toPorts().isEmpty() && !item.icmps();
    if (empty && part.policy().kind() != Policy.Kind.KUBERNETES) {
      note(
          part,
          item,
          "an empty item allows nothing in Cilium's API; in Kubernetes' NetworkPolicy it would"
              + " allow everything");
    }
  }

  private void ports(Part part, TrafficItem item) {
    for (PortRule port : item.toPorts().orElse(List.of())) {
      List<PortRule.HttpRule> http = port.rules().flatMap(PortRule.L7Rules::http).orElse(List.of());
      if (!http.isEmpty()) {
        http(part, item, port);
      }
      boolean both = port.terminatingTls().isPresent() && port.originatingTls().isPresent();
      if (both && item.direction() == Direction.EGRESS) {
        note(
            part,
            item,
            "the proxy sends the server_name that the pod sent; 1.10.0 to 1.10.18, and 1.11 and"
                + " 1.12 before January 2023, send none");
      }
    }
  }

  private void http(Part part, TrafficItem item, PortRule port) {
    boolean tlsPort = port.ports().stream().anyMatch(p -> TLS_PORTS.contains(p.port()));
    if (tlsPort && port.terminatingTls().isEmpty()) {
      note(
          part,
          item,
          "HTTP rules on a port of TLS without terminatingTLS: the proxy cannot read it, and TLS"
              + " fails");
    }
    for (Part other : all) {
      for (TrafficItem twin : other.rule().items(item.direction(), false)) {
        if (!twin.equals(item) && opens(twin, item, port)) {
          note(
              other,
              twin,
              "same peers and ports as %s without HTTP rules: every request is allowed there"
                  .formatted(item.path()));
        }
      }
    }
  }

  private static boolean opens(TrafficItem twin, TrafficItem item, PortRule port) {
    boolean samePeers =
        twin.peers().equals(Peers.ANY)
            ? twin.toPorts().isPresent()
            : withoutPlaces(twin).equals(withoutPlaces(item));
    boolean bare =
        twin.toPorts().isEmpty()
            || twin.toPorts().get().stream()
                .anyMatch(
                    other ->
                        other.rules().flatMap(PortRule.L7Rules::http).orElse(List.of()).isEmpty()
                            && PolicyWords.ports(other).equals(PolicyWords.ports(port)));
    return samePeers && bare;
  }

  /** What the peers of an item are, whatever line they stand on. */
  private static String withoutPlaces(TrafficItem item) {
    return item.peers().toString().replaceAll("position=[0-9:]+", "");
  }
}

package dev.tlsdiag.proxy.core.cilium;

import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicyRule;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.mesh.policy.PortRule.HeaderMatch;
import dev.tlsdiag.mesh.policy.PortRule.HttpRule;
import dev.tlsdiag.mesh.policy.PortRule.L7Rules;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.mesh.policy.TrafficItem;
import dev.tlsdiag.proxy.core.PolicyRequest;
import dev.tlsdiag.proxy.core.RequestRuling;
import dev.tlsdiag.proxy.core.RequestRuling.HeaderEdit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code headerMatches} with a mismatch action do to requests that pass. */
final class HeaderActions {
  /** By policy, and path within it. */
  private final Map<String, HttpRule> rules = new HashMap<>();

  /**
   * Those of all policies.
   *
   * @param policies with the values of secrets in place of their names
   */
  HeaderActions(List<Policy> policies) {
    for (Policy policy : policies) {
      for (PolicyRule rule : policy.rules()) {
        for (TrafficItem item : rule.items()) {
          add(policy.label() + " " + rule.path() + "." + item.path(), item);
        }
      }
    }
  }

  private void add(String path, TrafficItem item) {
    List<PortRule> ports = item.toPorts().orElse(List.of());
    for (int i = 0; i < ports.size(); i++) {
      List<HttpRule> http = ports.get(i).rules().flatMap(L7Rules::http).orElse(List.of());
      for (int j = 0; j < http.size(); j++) {
        if (http.get(j).headerMatches().stream().anyMatch(m -> m.mismatch().isPresent())) {
          rules.put(path + ".toPorts[%d].rules.http[%d]".formatted(i, j), http.get(j));
        }
      }
    }
  }

  /** What the rules that let the request pass do to it. */
  RequestRuling of(Ruling ruling, PolicyRequest request) {
    if (rules.isEmpty()) {
      return RequestRuling.UNCHANGED;
    }
    List<HeaderEdit> edits = new ArrayList<>();
    for (Ruling.Decider decider : ruling.deciders()) {
      Optional.ofNullable(rules.get(decider.policy() + " " + decider.path()))
          .ifPresent(rule -> rule.headerMatches().forEach(m -> edit(m, request, edits)));
    }
    return edits.isEmpty() ? RequestRuling.UNCHANGED : new RequestRuling.Pass(edits);
  }

  private void edit(HeaderMatch match, PolicyRequest request, List<HeaderEdit> to) {
    Optional<String> wanted = match.value();
    Optional<String> sent =
        Optional.ofNullable(request.headers().get(match.name().toLowerCase(Locale.ROOT)));
    if (wanted.isEmpty() || sent.equals(wanted)) {
      return;
    }
    switch (match.mismatch().orElse("")) {
      case "ADD" -> to.add(new HeaderEdit(HeaderEdit.Change.ADD, match.name(), wanted.get()));
      case "REPLACE" -> to.add(new HeaderEdit(HeaderEdit.Change.SET, match.name(), wanted.get()));
      case "DELETE" ->
          sent.ifPresent(
              value -> to.add(new HeaderEdit(HeaderEdit.Change.REMOVE, match.name(), value)));
      default -> {} // LOG, and what fails the rule
    }
  }
}

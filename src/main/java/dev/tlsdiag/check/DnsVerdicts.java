package dev.tlsdiag.check;

import dev.tlsdiag.experiment.LivePaths;
import dev.tlsdiag.replay.ReplayClient;
import dev.tlsdiag.report.check.CheckItem;
import dev.tlsdiag.report.check.CheckItem.State;
import dev.tlsdiag.trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges where the name leads, as seen from here without a proxy. */
final class DnsVerdicts {
  private DnsVerdicts() {}

  /** Empty where nothing is expected of it. */
  static Optional<List<CheckItem>> of(CheckSpec check, LivePaths.Asked asked) {
    Optional<Expectation.DnsAddresses> addresses = check.expected(Expectation.DnsAddresses.class);
    Optional<Expectation.DnsResponse> response = check.expected(Expectation.DnsResponse.class);
    if (addresses.isEmpty() && response.isEmpty()) {
      return Optional.empty();
    }
    Step.Resolve answer = new ReplayClient("dns").resolve(asked.request(), asked.direct());
    List<CheckItem> items = new ArrayList<>();
    addresses.ifPresent(expected -> items.add(addresses(expected, answer)));
    response.ifPresent(expected -> items.add(response(expected, answer)));
    return Optional.of(items);
  }

  private static CheckItem addresses(Expectation.DnsAddresses expected, Step.Resolve answer) {
    if (answer.addresses().isEmpty()) {
      return item(
          expected,
          answer.responseCode().isPresent() ? State.FAILED : State.UNKNOWN,
          "%s has no address: %s".formatted(answer.name(), answer.problem().orElse("no answer")));
    }
    List<String> others =
        answer.addresses().stream()
            .filter(address -> expected.blocks().stream().noneMatch(b -> b.contains(address)))
            .toList();
    String all = String.join(", ", answer.addresses());
    return others.isEmpty()
        ? item(expected, State.PASSED, "%s is %s".formatted(answer.name(), all))
        : item(
            expected,
            State.FAILED,
            "%s is %s, which is not expected (answered by %s)"
                .formatted(answer.name(), String.join(", ", others), answer.source()));
  }

  private static CheckItem response(Expectation.DnsResponse expected, Step.Resolve answer) {
    Optional<String> code =
        answer.responseCode().or(() -> answer.failed() ? Optional.empty() : Optional.of("NOERROR"));
    String wanted = String.join(" or ", expected.codes());
    if (code.isEmpty()) {
      return item(
          expected,
          State.UNKNOWN,
          "no answer of DNS to '%s': %s"
              .formatted(answer.name(), answer.problem().orElse("nobody was asked")));
    }
    String told = "%s to '%s' from %s".formatted(code.get(), answer.name(), answer.source());
    return expected.codes().contains(code.get())
        ? item(expected, State.PASSED, told)
        : item(expected, State.FAILED, told + ", expected " + wanted);
  }

  private static CheckItem item(Expectation expected, State state, String message) {
    return Verdicts.item(expected, "dns", state, message, "");
  }
}

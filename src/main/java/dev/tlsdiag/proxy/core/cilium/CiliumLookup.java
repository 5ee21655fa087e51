package dev.tlsdiag.proxy.core.cilium;

import dev.tlsdiag.mesh.policy.Attempt;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.proxy.core.LookupAnswer;
import dev.tlsdiag.proxy.core.LookupPolicy.Lookup;
import dev.tlsdiag.proxy.core.LookupPolicy.Query;
import dev.tlsdiag.tcp.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One DNS query of the pod. */
final class CiliumLookup implements Lookup {
  private final CiliumPolicy policy;
  private final Query query;
  private final Fate fate;
  private final Ruling ruling;
  private final boolean parsed;
  private final Instant start;

  private CiliumLookup(
      CiliumPolicy policy, Query query, Fate fate, Ruling ruling, boolean parsed, Instant start) {
    this.policy = policy;
    this.query = query;
    this.fate = fate;
    this.ruling = ruling;
    this.parsed = parsed;
    this.start = start;
  }

  static CiliumLookup of(CiliumPolicy policy, Query query) {
    Attempt packet =
        Attempt.connection(
            Direction.EGRESS,
            policy.pod().at(query.client().host()),
            policy.dns().peer(),
            policy.dns().port(),
            query.overTcp() ? "TCP" : "UDP");
    Ruling connection = policy.rule(packet);
    Instant now = policy.clock().instant();
    boolean parsed = connection.interception().map(Ruling.Interception::dns).orElse(false);
    if (connection.verdict().denied() || !parsed) {
      Fate fate = connection.verdict().denied() ? Fate.DROPPED : Fate.FORWARDED;
      CiliumLookup lookup = new CiliumLookup(policy, query, fate, connection, false, now);
      lookup.tell(VerdictRecord.Kind.CONNECTION, connection, Optional.empty());
      return lookup;
    }
    Ruling asked = policy.rule(packet.withDnsQuery(query.name()));
    Fate fate = asked.verdict().denied() ? Fate.REFUSED : Fate.FORWARDED;
    CiliumLookup lookup = new CiliumLookup(policy, query, fate, asked, true, now);
    lookup.tell(VerdictRecord.Kind.CONNECTION, connection, Optional.empty());
    lookup.tell(VerdictRecord.Kind.REQUEST, asked, Optional.of(lookup.dns(Optional.empty())));
    return lookup;
  }

  @Override
  public Fate fate() {
    return fate;
  }

  @Override
  public void onAnswer(LookupAnswer answer) {
    if (!parsed || fate != Fate.FORWARDED) {
      return; // what nobody parses nobody learns
    }
    if (!answer.addresses().isEmpty()) {
      policy
          .names()
          .learn(
              policy.podKey(),
              query.name(),
              answer.addresses(),
              answer.ttl(),
              policy.clock().instant());
    }
    tell(VerdictRecord.Kind.RESPONSE, ruling, Optional.of(dns(Optional.of(answer))));
  }

  private VerdictRecord.Dns dns(Optional<LookupAnswer> answer) {
    Duration duration =
        answer.isPresent() ? Duration.between(start, policy.clock().instant()) : Duration.ZERO;
    return new VerdictRecord.Dns(query.name(), query.type(), answer, duration);
  }

  private void tell(VerdictRecord.Kind kind, Ruling told, Optional<VerdictRecord.Dns> dns) {
    policy.tell(
        new VerdictRecord(
            policy.clock().instant(),
            kind,
            0,
            told,
            policy.pod(),
            query.client(),
            new Endpoint(query.server().host(), policy.dns().port()),
            policy.dns().peer(),
            query.overTcp() ? "TCP" : "UDP",
            Optional.empty(),
            Optional.empty(),
            dns));
  }
}

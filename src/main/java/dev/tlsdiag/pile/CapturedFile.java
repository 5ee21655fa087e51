package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import java.util.List;

/**
 * What was read from one capture.
 *
 * @param name as the contribution has it
 * @param handshakes with the numbers that {@code capture} gives them for this file alone
 * @param plain connections begun with a request in the clear
 * @param dns what was asked of DNS
 */
public record CapturedFile(
    String name, List<Handshake> handshakes, List<Handshake> plain, List<DnsExchange> dns) {
  public CapturedFile {
    requireNonNull(name, "name is null");
    handshakes = DnsExchange.withoutLookups(handshakes, dns);
    plain = List.copyOf(plain);
    dns = List.copyOf(dns);
  }
}

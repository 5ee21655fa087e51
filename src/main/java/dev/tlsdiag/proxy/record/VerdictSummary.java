package dev.tlsdiag.proxy.record;

import dev.tlsdiag.proxy.core.LookupAnswer;
import dev.tlsdiag.proxy.core.cilium.VerdictRecord;
import java.util.List;

/** A request or a response in one line, as Hubble words its summaries. */
final class VerdictSummary {
  /** As the library words them that Cilium reads DNS with. */
  private static final List<String> RESPONSE_CODES =
      List.of(
          "No Error",
          "Format Error",
          "Server Failure",
          "Non-Existent Domain",
          "Not Implemented",
          "Query Refused");

  private static final String NO_TTL = "4294967295";

  private VerdictSummary() {}

  /**
   * Of HTTP.
   *
   * @param url as it may be shown
   * @param protocol as Hubble writes it
   */
  static String of(VerdictRecord.Http http, String url, String protocol) {
    String request = http.method() + " " + url;
    return http.status().isEmpty()
        ? protocol + " " + request
        : "%s %d %dms (%s)"
            .formatted(protocol, http.status().getAsInt(), http.duration().toMillis(), request);
  }

  /** Of DNS. */
  static String of(VerdictRecord.Dns dns) {
    String question = dns.name() + " " + dns.type();
    if (dns.answer().isEmpty()) {
      return "DNS Query " + question;
    }
    LookupAnswer answer = dns.answer().get();
    StringBuilder out = new StringBuilder("DNS Answer ");
    if (answer.responseCode() != 0) {
      int code = answer.responseCode();
      out.append("RCode: ")
          .append(code < RESPONSE_CODES.size() ? RESPONSE_CODES.get(code) : "Code " + code)
          .append(" TTL: ")
          .append(NO_TTL);
    } else {
      out.append('"').append(String.join(",", answer.addresses())).append("\" ");
      if (!answer.canonicalNames().isEmpty()) {
        out.append("CNAMEs: \"").append(String.join(",", answer.canonicalNames())).append("\" ");
      }
      out.append("TTL: ").append(answer.ttl().toSeconds());
    }
    return out.append(" (Proxy ").append(question).append(')').toString();
  }
}

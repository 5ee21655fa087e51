package dev.tlsdiag.mesh.hubble;

import dev.tlsdiag.mesh.hubble.Layer7.Kind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Hubble's summary says in words, for the text forms, which have nothing else. */
final class SummaryText {
  private static final Pattern HTTP_REQUEST =
      Pattern.compile("(HTTP/\\S{1,16}) (\\S{1,32}) (\\S*)");
  private static final Pattern HTTP_RESPONSE =
      Pattern.compile("(HTTP/\\S{1,16}) ([0-9]{1,3}) ([0-9]{1,12})ms \\((\\S{1,32}) (\\S*)\\)");
  private static final Pattern DNS_QUERY = Pattern.compile("DNS Query (\\S+) (\\S*)");
  private static final Pattern DNS_ANSWER =
      Pattern.compile(
          "DNS Answer (?:RCode: ([^\"]{1,64}?) ?)?(?:\"([^\"]*)\" ?)?(?:CNAMEs: \"([^\"]*)\" ?)?"
              + "(?:TTL: ([0-9]{1,10}) )?\\((\\S+) (\\S+) (\\S*)\\)");

  private static final List<String> RESPONSE_CODES =
      List.of(
          "No Error",
          "Format Error",
          "Server Failure",
          "Non-Existent Domain",
          "Not Implemented",
          "Query Refused");

  private SummaryText() {}

  static Layer4 layer4(String summary, int sourcePort, int destinationPort) {
    if (summary.startsWith("TCP Flags:")) {
      TcpFlags flags =
          TcpFlags.parse(summary.substring("TCP Flags:".length())).orElse(TcpFlags.NONE);
      return Layer4.tcp(sourcePort, destinationPort, flags);
    }
    if (summary.equals("SCTP")) {
      return Layer4.ports(Layer4.Protocol.SCTP, sourcePort, destinationPort);
    }
    if (summary.startsWith("ICMPv4")) {
      return Layer4.icmp(Layer4.Protocol.ICMPv4, 0, 0);
    }
    if (summary.startsWith("ICMPv6")) {
      return Layer4.icmp(Layer4.Protocol.ICMPv6, 0, 0);
    }
    boolean udp = summary.equals("UDP") || summary.startsWith("DNS ");
    return udp
        ? Layer4.udp(sourcePort, destinationPort)
        : Layer4.tcp(sourcePort, destinationPort, TcpFlags.NONE);
  }

  /** Of a flow whose type column says that a proxy parsed it. */
  static Layer7 layer7(Kind kind, String protocol, String observationSource, String summary) {
    return switch (protocol) {
      case "http" -> http(kind, summary);
      case "dns" -> dns(kind, observationSource, summary);
      default -> new Layer7(kind, 0, Optional.empty(), Optional.empty(), "");
    };
  }

  private static Layer7 http(Kind kind, String summary) {
    Matcher response = HTTP_RESPONSE.matcher(summary);
    if (response.matches()) {
      long nanos = Long.parseLong(response.group(3)) * 1_000_000;
      return Layer7.of(
          kind,
          nanos,
          new Layer7.Http(
              Integer.parseInt(response.group(2)),
              response.group(4),
              response.group(5),
              response.group(1),
              List.of()));
    }
    Matcher request = HTTP_REQUEST.matcher(summary);
    return request.matches()
        ? Layer7.of(
            kind,
            0,
            new Layer7.Http(0, request.group(2), request.group(3), request.group(1), List.of()))
        : Layer7.of(kind, 0, new Layer7.Http(0, "", "", "", List.of()));
  }

  private static Layer7 dns(Kind kind, String source, String summary) {
    Matcher answer = DNS_ANSWER.matcher(summary);
    if (answer.matches()) {
      return Layer7.of(
          kind,
          0,
          new Layer7.Dns(
              answer.group(6),
              list(answer.group(2)),
              answer.group(4) == null ? 0 : Long.parseLong(answer.group(4)),
              list(answer.group(3)),
              source,
              responseCode(answer.group(1)),
              list(answer.group(7)),
              List.of()));
    }
    Matcher query = DNS_QUERY.matcher(summary);
    String name = query.matches() ? query.group(1) : "";
    List<String> types = query.matches() ? list(query.group(2)) : List.of();
    return Layer7.of(
        kind, 0, new Layer7.Dns(name, List.of(), 0, List.of(), source, 0, types, List.of()));
  }

  private static List<String> list(String words) {
    return words == null || words.isEmpty() ? List.of() : List.of(words.split(","));
  }

  private static int responseCode(String words) {
    if (words == null) {
      return 0;
    }
    int known = RESPONSE_CODES.indexOf(words);
    if (known >= 0) {
      return known;
    }
    return words.matches("[0-9]{1,4}") ? Integer.parseInt(words) : 2;
  }

  /** {@code Non-Existent Domain}, as Hubble's summaries have it. */
  static String responseCode(int code) {
    return code >= 0 && code < RESPONSE_CODES.size()
        ? RESPONSE_CODES.get(code)
        : Integer.toString(code);
  }
}

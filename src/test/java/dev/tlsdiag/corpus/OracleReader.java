package dev.tlsdiag.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Reads the corpus's answer files: JSON lines, one ClientHello each, then a summary. */
final class OracleReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private OracleReader() {}

  /**
   * @throws IOException where a line is no JSON
   */
  static List<ExpectedHello> parse(String lines) throws IOException {
    List<ExpectedHello> expected = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      JsonNode node = JSON.readTree(line);
      if (node.path("rec").asText().equals("client_hello")) {
        expected.add(expected(node));
      }
    }
    return expected;
  }

  private static ExpectedHello expected(JsonNode node) {
    boolean malformed = node.has("malformed");
    boolean foreign = node.path("transport").asText().startsWith("other:");
    boolean repeated = node.has("repeat_of");
    boolean optional =
        malformed || foreign || repeated || node.has("tshark_only") || node.has("unknown_version");
    return new ExpectedHello(
        sighting(node),
        optional,
        !malformed,
        repeated ? OptionalLong.of(node.get("repeat_of").asLong()) : OptionalLong.empty());
  }

  private static Sighting sighting(JsonNode node) {
    JsonNode answer = node.path("answer");
    return new Sighting(
        node.path("transport").asText(),
        endpoint(node.path("src").asText(), node.path("sport").asInt()),
        endpoint(node.path("dst").asText(), node.path("dport").asInt()),
        node.path("random").asText(),
        node.path("frame").asLong(),
        StreamSupport.stream(node.path("frames").spliterator(), false)
            .map(JsonNode::asLong)
            .toList(),
        node.has("sslv2") ? sslv2(node) : hello(node),
        answer(answer),
        answer.path("frame").asLong());
  }

  private static String endpoint(String host, int port) {
    return new Endpoint(IpAddress.parse(host).toString(), port).toString();
  }

  private static Map<String, String> hello(JsonNode node) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("random", node.path("random").asText());
    fields.put("server_name", node.path("sni").asText(Sighting.NONE));
    fields.put("alpn", list(node.path("alpn"), JsonNode::asText));
    fields.put("record_version", hex(node.path("record_version")));
    fields.put("legacy_version", hex(node.path("legacy_version")));
    fields.put("supported_versions", list(node.path("supported_versions"), OracleReader::hex));
    fields.put("session_id", node.path("session_id").asText());
    fields.put("cipher_suites", list(node.path("ciphers"), OracleReader::hex));
    fields.put("extensions", list(node.path("extensions"), type -> "%04x".formatted(type.asInt())));
    fields.put("groups", list(node.path("groups"), OracleReader::hex));
    fields.put("signature_schemes", list(node.path("sig_algs"), OracleReader::hex));
    fields.put("ja3", node.path("ja3").asText());
    fields.put("ja4", node.path("ja4").asText());
    fields.put("ja4_r", node.path("ja4_r").asText());
    return fields;
  }

  /** An SSLv2 ClientHello has no extensions; its challenge is not among the answers. */
  private static Map<String, String> sslv2(JsonNode node) {
    return Map.of(
        "legacy_version", hex(node.path("legacy_version")),
        "cipher_suites", list(node.path("ciphers"), OracleReader::hex));
  }

  private static Map<String, String> answer(JsonNode node) {
    Map<String, String> fields = new LinkedHashMap<>();
    String kind = node.path("kind").asText();
    fields.put("kind", kind);
    if (!kind.equals("nothing")) {
      fields.put("by", node.path("by").asText());
    }
    switch (kind) {
      case "server_hello", "hello_retry_request" -> {
        fields.put("version", hex(node.path("version")));
        fields.put("cipher_suite", hex(node.path("cipher")));
        fields.put("alpn", node.path("alpn").asText(Sighting.NONE));
      }
      case "alert" -> {
        fields.put("level", node.path("level").asText());
        fields.put("description", node.path("desc").asText());
      }
      case "quic_close" -> fields.put("code", "0x%x".formatted(node.path("code").asLong()));
      default -> {
        // the kind says it all
      }
    }
    return fields;
  }

  private static String list(JsonNode array, Function<JsonNode, String> text) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(text)
        .collect(Collectors.joining(" "));
  }

  /** {@code "0x0303"} as {@code 0303}. */
  private static String hex(JsonNode number) {
    return number.isTextual() ? number.asText().substring(2) : Sighting.NONE;
  }
}

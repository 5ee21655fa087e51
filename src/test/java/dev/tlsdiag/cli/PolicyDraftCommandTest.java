package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.Golden;
import dev.tlsdiag.JsonSchemas;
import dev.tlsdiag.pcap.CaptureBuilder;
import dev.tlsdiag.pcap.PacketBytes;
import dev.tlsdiag.track.TcpConversation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Drafts, and that they allow what they were made of. */
class PolicyDraftCommandTest {
  private static final int ETHERNET = 1;
  private static final Path FLOWS =
      Path.of("src", "test", "resources", "dev", "tlsdiag", "mesh", "hubble", "flows.jsonl");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }

  /** Two lookups, one of them through a CNAME; three hellos; one connection without a name. */
  private Path capture() throws IOException {
    Name one = Name.fromString("one.example.test.");
    Name two = Name.fromString("two.example.test.");
    Name edge = Name.fromString("edge.cdn.example.");
    CaptureBuilder capture = CaptureBuilder.pcap(ETHERNET);
    lookup(capture, 41001, one, List.of(address(one, "203.0.113.10")));
    lookup(
        capture,
        41002,
        two,
        List.of(new CNAMERecord(two, DClass.IN, 30, edge), address(edge, "203.0.113.20")));
    hello(capture, 42001, "203.0.113.10", 443, "one.example.test");
    hello(capture, 42002, "203.0.113.20", 443, "two.example.test");
    hello(capture, 42003, "203.0.113.20", 8443, "two.example.test");
    hello(capture, 42004, "198.51.100.7", 9000, null);
    Path file = folder.resolve("node.pcap");
    Files.write(file, capture.build());
    return file;
  }

  private static ARecord address(Name name, String address) throws IOException {
    return new ARecord(name, DClass.IN, 30, InetAddress.getByName(address));
  }

  private static void lookup(CaptureBuilder capture, int port, Name name, List<Record> answers) {
    Message query = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(query.getQuestion(), Section.QUESTION);
    answers.forEach(record -> answer.addRecord(record, Section.ANSWER));
    udp(capture, "10.0.0.181", "10.96.0.10", PacketBytes.udp(port, 53, query.toWire()));
    udp(capture, "10.96.0.10", "10.0.0.181", PacketBytes.udp(53, port, answer.toWire()));
  }

  private static void udp(CaptureBuilder capture, String from, String to, byte[] datagram) {
    capture.frame(
        PacketBytes.ethernet(0x0800, PacketBytes.ipv4(from, to, PacketBytes.UDP, datagram)));
  }

  private static void hello(
      CaptureBuilder capture, int port, String to, int serverPort, String name) {
    byte[] segment = PacketBytes.tcp(port, serverPort, TcpConversation.hello(name, true));
    capture.frame(
        PacketBytes.ethernet(0x0800, PacketBytes.ipv4("10.0.0.181", to, PacketBytes.TCP, segment)));
  }

  private Path draft(String... args) throws IOException {
    List<String> all = new ArrayList<>(List.of("policy", "draft"));
    all.addAll(List.of(args));
    assertEquals(ExitCode.CLEAN, run(all.toArray(String[]::new)), err::toString);
    Path file = folder.resolve("draft.yaml");
    Files.writeString(file, out.toString());
    return file;
  }

  private void passesLint(Path policy) throws IOException {
    assertEquals(
        ExitCode.CLEAN, run("policy", "lint", policy.toString(), "-o", "json"), out::toString);
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals(0, json.path("findings").size(), out::toString);
  }

  private void allowsAll(Path policy, Path evidence, int tried, String... more) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of("policy", "test", "-f", policy.toString(), "--capture", evidence.toString()));
    args.addAll(List.of(more));
    args.addAll(List.of("-o", "json"));
    assertEquals(ExitCode.CLEAN, run(args.toArray(String[]::new)), () -> out + err.toString());
    String schema = "/dev/tlsdiag/report/policy-test-capture.schema.json";
    JsonSchemas.assertValid(schema, out.toString());
    String other = out.toString().replace("\"lookupAssumed\"", "\"assumed\"");
    assertFalse(JsonSchemas.problems(schema, other).isEmpty());
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals(tried, json.path("tried").size(), out::toString);
    json.path("tried").forEach(row -> assertEquals("allowed", row.path("outcome").asText()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--intercept", "--server-names", "--intercept --server-names"})
  void ofACapture(String options) throws IOException {
    Path capture = capture();
    List<String> args = new ArrayList<>(List.of("--from", "shop/app=web", capture.toString()));
    if (!options.isEmpty()) {
      args.addAll(List.of(options.split(" ")));
    }
    Path policy = draft(args.toArray(String[]::new));
    Golden.assertMatches(
        "policy/draft" + options.replace(" ", "").replace("--", "-") + ".yaml",
        Files.readString(policy).replace(capture.toString(), "node.pcap"));
    passesLint(policy);
    allowsAll(policy, capture, 6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--name=bot", "--intercept", "--server-names"})
  void ofFlows(String option) throws IOException {
    Path policy = draft(FLOWS.toString(), option);
    assertTrue(Files.readString(policy).contains("mraps3sample"), Files.readString(policy));
    passesLint(policy);
    allowsAll(policy, FLOWS, 5, "--from", "203.0.113.99=app=nobody");
  }

  @Test
  void whatIsNotInTheEvidenceIsDenied() throws IOException {
    Path policy = draft("--from", "shop/app=web", capture().toString());
    String file = policy.toString();
    assertEquals(
        ExitCode.FINDINGS,
        run("policy", "test", "-f", file, "--from", "shop/app=web", "--to", "x.example.test:443"));
    assertEquals(
        ExitCode.FINDINGS,
        run("policy", "test", "-f", file, "--from", "shop/app=web", "--to", "1.1.1.1:443"));
  }

  @Test
  void aPolicyThatKnowsOneNameDeniesTheOther() throws IOException {
    Path capture = capture();
    Path policy = draft("--from", "shop/app=web", capture.toString());
    Files.writeString(
        policy, Files.readString(policy).replace("matchName: \"two.", "matchName: \"three."));
    assertEquals(
        ExitCode.FINDINGS,
        run("policy", "test", "-f", policy.toString(), "--capture", capture.toString()));
    assertTrue(out.toString().contains("lookup two.example.test: denied"), out::toString);
    assertTrue(out.toString().contains("6 tried: 3 allowed, 3 denied"), out::toString);
  }

  @Test
  void clientsCanBeChosen() throws IOException {
    Path capture = capture();
    assertEquals(
        ExitCode.CANNOT_TELL,
        run("policy", "draft", "--from", "a=b", "--client", "10.0.0.9", capture.toString()));
    assertTrue(err.toString().contains("10.0.0.181"), err::toString);
    Path policy = draft("--from", "a=b", "--client", "10.0.0.181", capture.toString());
    assertEquals(
        ExitCode.CANNOT_TELL,
        run(
            "policy",
            "test",
            "-f",
            policy.toString(),
            "--capture",
            capture.toString(),
            "--from",
            "10.0.0.9=a=b"));
  }

  @Test
  void namesFromPacketsCannotLeaveTheirPlace() throws IOException {
    CaptureBuilder capture = CaptureBuilder.pcap(ETHERNET);
    hello(capture, 42001, "203.0.113.10", 443, "a\"}\n- toEntities: [all] # x");
    Path file = folder.resolve("evil.pcap");
    Files.write(file, capture.build());
    Path policy = draft("--from", "a=b", file.toString());
    assertFalse(Files.readString(policy).contains("toEntities"), Files.readString(policy));
    passesLint(policy);
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertEquals(ExitCode.USAGE, run("policy", "draft"));
    assertEquals(ExitCode.USAGE, run("policy", "draft", capture().toString()));
    assertTrue(err.toString().contains("'--from' is missing"), err::toString);
    assertEquals(ExitCode.USAGE, run("policy", "draft", "--from", "world", capture().toString()));
    assertEquals(
        ExitCode.USAGE,
        run("policy", "draft", "--from", "a=b", "--name", "No Name", capture().toString()));
    assertEquals(
        ExitCode.USAGE,
        run("policy", "draft", "--from", "a=b", "--client", "x", capture().toString()));
    assertEquals(
        ExitCode.COULD_NOT_RUN,
        run("policy", "draft", "--from", "a=b", folder.resolve("none.pcap").toString()));
    Path text = folder.resolve("text.txt");
    Files.writeString(text, "hello\n");
    assertEquals(ExitCode.COULD_NOT_RUN, run("policy", "draft", "--from", "a=b", text.toString()));
    assertTrue(err.toString().contains("neither a capture"), err::toString);
  }
}

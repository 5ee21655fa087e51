package dev.tlsdiag.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.capture.CaptureOptions;
import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.CaptureRun;
import dev.tlsdiag.experiment.bisect.Opening;
import dev.tlsdiag.experiment.bisect.Openings;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.HelloTemplate;
import dev.tlsdiag.tls.HelloTemplates;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the two hellos of a bisection, by a name, in a capture, or in a report. */
final class BisectHellos {
  static final String BASE = "base";
  private static final Pattern IN_A_FILE = Pattern.compile("(.+):([0-9]{1,9})");
  private static final int MESSAGE_HEADER = 4;

  private BisectHellos() {}

  /**
   * The two, and where the good one went.
   *
   * @param server HOST:PORT or ADDRESS:PORT; empty where that is not known
   */
  record Both(Opening good, Opening bad, Optional<String> server) {}

  /** A hello that was named, and where it went, if it went anywhere. */
  record One(Opening opening, Optional<String> server) {}

  /**
   * What a word means.
   *
   * @param host for the name in a hello that is not out of a capture
   */
  static One named(String option, String word, Optional<String> host) {
    if (word.equals(BASE)) {
      return new One(Openings.base(needed(option, word, host)), Optional.empty());
    }
    Optional<HelloTemplate> template = HelloTemplates.named(word);
    if (template.isPresent()) {
      return new One(Openings.of(template.get(), needed(option, word, host)), Optional.empty());
    }
    Matcher inFile = IN_A_FILE.matcher(word);
    if (inFile.matches()) {
      return captured(inFile.group(1), Integer.parseInt(inFile.group(2)));
    }
    if (Files.exists(Path.of(word))) {
      throw CommandException.usage(
              "'%s %s' does not say which handshake of the capture".formatted(option, word))
          .attempt("tlsdiag capture " + ShellWord.quote(word));
    }
    List<String> known = new ArrayList<>(List.of(BASE));
    HelloTemplates.all().forEach(each -> known.add(each.name()));
    List<String> near = DidYouMean.nearest(word, known);
    CommandException problem = CommandException.usage("no hello is called '%s'".formatted(word));
    throw near.isEmpty()
        ? problem.likely("FILE:NUMBER, or one of " + String.join(", ", known))
        : problem.likely(near.get(0)).attempt(option + " " + near.get(0));
  }

  private static String needed(String option, String word, Optional<String> host) {
    return host.orElseThrow(
        () ->
            CommandException.usage(
                    "'%s %s' needs to know which server to ask".formatted(option, word))
                .attempt("tlsdiag bisect … app.example.test:443"));
  }

  private static One captured(String file, int number) {
    List<Handshake> handshakes = new ArrayList<>();
    try {
      new CaptureRun(CaptureOptions.DEFAULT, handshakes::add).run(List.of(file));
    } catch (CaptureProblem e) {
      throw CaptureCommand.told(e);
    }
    Handshake found =
        handshakes.stream()
            .filter(each -> each.number() == number)
            .findFirst()
            .orElseThrow(
                () ->
                    CommandException.usage(
                            "no handshake of '%s' has the number '%d'".formatted(file, number))
                        .attempt("tlsdiag capture " + ShellWord.quote(file)));
    boolean sendable =
        found.transport() == Transport.TCP
            && found.sent().filter(sent -> !sent.hello().sslv2()).isPresent();
    if (!sendable) {
      throw CommandException.usage(
              "handshake %d of '%s' has no hello of TLS over TCP".formatted(number, file))
          .attempt("tlsdiag capture " + ShellWord.quote(file));
    }
    return new One(
        Openings.of(file + ":" + number, found.sent().orElseThrow()),
        Optional.of(found.server().toString()));
  }

  /** Of two captures, or of one with both, as {@code compare} reads them. */
  static Both of(Report report) {
    Openings.Two two =
        Openings.of(report.traces())
            .orElseThrow(
                () ->
                    CommandException.cannotTell(
                            "the captures do not show both the good hello and the bad one")
                        .likely("the proxy's own leg, or the direct path, is not in them"));
    HopTrace last = report.traces().get(report.traces().size() - 1);
    Hop server =
        report.traces().stream()
            .filter(trace -> trace.name().equals(HopTrace.DIRECT))
            .findFirst()
            .orElse(last)
            .serverHop();
    return new Both(two.good(), two.bad(), server.to().endpoint().map(Object::toString));
  }

  /** Of a report that {@code compare -o json} wrote. */
  static Both of(Path json) {
    if (!Files.exists(json)) {
      throw CommandException.couldNotRun("no such file '%s'".formatted(json))
          .attempt("tlsdiag compare -o json … > " + ShellWord.quote(json.toString()));
    }
    try {
      JsonNode report = new ObjectMapper().readTree(json.toFile());
      JsonNode direct = trace(report, HopTrace.DIRECT);
      JsonNode proxied = trace(report, HopTrace.PROXIED);
      JsonNode first = hop(direct.isMissingNode() ? proxied : direct, 0);
      JsonNode last = hop(proxied, proxied.path("hops").size() - 1);
      JsonNode server = direct.isMissingNode() ? last : first;
      String address = server.path("to").path("address").asText();
      return new Both(
          opening("the direct path's hello", json, first),
          opening("the proxy's own hello", json, last),
          address.isEmpty() ? Optional.empty() : Optional.of(address));
    } catch (JsonProcessingException e) {
      throw CommandException.couldNotRun("'%s' is no report of compare".formatted(json))
          .attempt("tlsdiag compare -o json … > " + ShellWord.quote(json.toString()))
          .causedBy(e);
    } catch (IOException e) {
      throw CommandException.couldNotRun("cannot read '%s'".formatted(json)).causedBy(e);
    }
  }

  private static JsonNode trace(JsonNode report, String name) {
    for (JsonNode trace : report.path("traces")) {
      if (trace.path("name").asText().equals(name)) {
        return trace;
      }
    }
    return report.path("traces").path(-1);
  }

  private static JsonNode hop(JsonNode trace, int index) {
    return trace.path("hops").path(index);
  }

  private static Opening opening(String name, Path json, JsonNode hop) {
    JsonNode hello = hop.path("clientHello");
    String message = hello.path("message").asText();
    if (message.isEmpty()) {
      throw CommandException.cannotTell("'%s' does not have the bytes of %s".formatted(json, name))
          .attempt("tlsdiag compare -o json … > " + ShellWord.quote(json.toString()));
    }
    try {
      Bytes bytes = Bytes.ofHex(message);
      ClientHello parsed =
          ClientHello.parse(bytes.slice(MESSAGE_HEADER, bytes.length() - MESSAGE_HEADER));
      JsonNode version = hello.path("recordVersion");
      return Openings.of(
          name,
          new SentHello(
              parsed,
              bytes,
              version.isNumber() ? OptionalInt.of(version.asInt()) : OptionalInt.empty(),
              hello.path("segments").asInt(1),
              hello.path("records").asInt(1)));
    } catch (MalformedMessageException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw CommandException.couldNotRun(
              "'%s': the bytes of %s are no ClientHello".formatted(json, name))
          .causedBy(e);
    }
  }
}

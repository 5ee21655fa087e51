package dev.tlsdiag.cli;

import dev.tlsdiag.trace.AddressBlock;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeFilter;
import dev.tlsdiag.trace.HandshakeFilter.Clause;
import dev.tlsdiag.trace.OutcomeKinds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * The options that select handshakes, with hubble's names and rules. The fields serve the help page
 * and the parser; {@link #filter} reads the options in the order given, because {@code --not}
 * belongs to the next one.
 */
final class HandshakeFilterOptions {
  @Option(
      names = "--sni",
      order = 30,
      paramLabel = "GLOB",
      completionCandidates = Takes.Host.class,
      description = "Server name, such as '*.example.test', in any case.")
  List<String> serverNames;

  @Option(names = "--no-sni", order = 31, description = "No server name in the ClientHello.")
  boolean[] noServerName;

  @Option(names = "--failed", order = 32, description = "The handshake failed.")
  boolean[] failed;

  @Option(
      names = "--outcome",
      order = 33,
      paramLabel = "KIND",
      completionCandidates = HandshakeFilterOptions.Outcomes.class,
      description =
          "It ended by: established, quit, alert, encrypted-alert, reset, closed, silence,"
              + " client-gave-up, plaintext, cut, one-sided, unfinished, retried, quic-close,"
              + " syn-unanswered, refused.")
  List<String> outcomes;

  @Option(
      names = "--ip",
      order = 34,
      paramLabel = "ADDRESS",
      description = "Address of either side; also a block, 10.0.0.0/8.")
  List<String> addresses;

  @Option(names = "--from-ip", order = 35, paramLabel = "ADDRESS", description = "Of the client.")
  List<String> clientAddresses;

  @Option(names = "--to-ip", order = 36, paramLabel = "ADDRESS", description = "Of the server.")
  List<String> serverAddresses;

  @Option(names = "--port", order = 37, paramLabel = "PORT", description = "Port of either side.")
  List<String> ports;

  @Option(names = "--from-port", order = 38, paramLabel = "PORT", description = "Of the client.")
  List<String> clientPorts;

  @Option(names = "--to-port", order = 39, paramLabel = "PORT", description = "Of the server.")
  List<String> serverPorts;

  @Option(
      names = "--stream",
      order = 40,
      paramLabel = "N",
      description = "Number of the connection: Wireshark's tcp.stream or udp.stream.")
  List<String> streams;

  @Option(
      names = "--since",
      order = 41,
      paramLabel = "TIME",
      description =
          "Not before: 2026-11-20T12:01:53Z, or 250ms, 3s, 4m, 1h after the first packet.")
  List<String> since;

  @Option(names = "--until", order = 42, paramLabel = "TIME", description = "Not after.")
  List<String> until;

  @Option(names = "--not", order = 43, description = "Reverses the filter behind it.")
  boolean[] not;

  /**
   * The filter that was asked for.
   *
   * @param firstPacket tells when the capture begins; asked for each handshake
   */
  HandshakeFilter filter(ParseResult parsed, Supplier<Instant> firstPacket) {
    List<Clause> clauses = new ArrayList<>();
    Map<OptionSpec, Integer> seen = new HashMap<>();
    boolean negated = false;
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = option.longestName();
      int index = seen.merge(option, 1, Integer::sum) - 1;
      if (name.equals("--not")) {
        negated = true;
        continue;
      }
      List<String> values = option.originalStringValues();
      String value = index < values.size() ? values.get(index) : "";
      Predicate<Handshake> matches = predicate(name, value, firstPacket);
      if (matches != null) {
        clauses.add(new Clause(name, negated, matches));
        negated = false;
      } else if (negated) {
        throw CommandException.usage("'--not' stands before '" + name + "', which is no filter")
            .attempt("--not " + "--sni '*.example.test'");
      }
    }
    if (negated) {
      throw CommandException.usage("'--not' has no filter behind it")
          .attempt("--not " + "--sni '*.example.test'");
    }
    return new HandshakeFilter(clauses);
  }

  /** What one option asks for; null where it is no filter. */
  private static Predicate<Handshake> predicate(
      String name, String value, Supplier<Instant> firstPacket) {
    return switch (name) {
      case "--sni" -> HandshakeFilter.serverName(value);
      case "--no-sni" -> HandshakeFilter.noServerName();
      case "--failed" -> HandshakeFilter.failed();
      case "--outcome" -> any(value, HandshakeFilterOptions::outcome);
      case "--ip" -> any(value, v -> address(name, v, b -> from(b).or(HandshakeFilter.toIp(b))));
      case "--from-ip" -> any(value, v -> address(name, v, HandshakeFilter::fromIp));
      case "--to-ip" -> any(value, v -> address(name, v, HandshakeFilter::toIp));
      case "--port" ->
          any(
              value,
              v -> port(name, v, p -> HandshakeFilter.fromPort(p).or(HandshakeFilter.toPort(p))));
      case "--from-port" -> any(value, v -> port(name, v, HandshakeFilter::fromPort));
      case "--to-port" -> any(value, v -> port(name, v, HandshakeFilter::toPort));
      case "--stream" ->
          any(value, v -> HandshakeFilter.stream(number(name, v, Integer.MAX_VALUE)));
      case "--since" -> {
        TimeBound bound = TimeBound.parse(name, value);
        yield h -> HandshakeFilter.since(bound.at(firstPacket.get())).test(h);
      }
      case "--until" -> {
        TimeBound bound = TimeBound.parse(name, value);
        yield h -> HandshakeFilter.until(bound.at(firstPacket.get())).test(h);
      }
      default -> null;
    };
  }

  private static Predicate<Handshake> from(AddressBlock block) {
    return HandshakeFilter.fromIp(block);
  }

  /** Values with a comma between them are alternatives too. */
  private static Predicate<Handshake> any(
      String values, Function<String, Predicate<Handshake>> make) {
    Predicate<Handshake> all = null;
    for (String value : values.split(",", -1)) {
      Predicate<Handshake> one = make.apply(value.strip());
      all = all == null ? one : all.or(one);
    }
    return all;
  }

  private static Predicate<Handshake> outcome(String kind) {
    if (OutcomeKinds.ALL.contains(kind)) {
      return HandshakeFilter.outcome(kind);
    }
    CommandException problem =
        CommandException.usage("unknown outcome '" + kind + "' after '--outcome'");
    List<String> near = DidYouMean.nearest(kind, OutcomeKinds.ALL);
    throw near.isEmpty()
        ? problem.likely("one of " + String.join(", ", OutcomeKinds.ALL))
        : problem.likely(String.join(", ", near)).attempt("--outcome " + near.get(0));
  }

  private static Predicate<Handshake> address(
      String option, String value, Function<AddressBlock, Predicate<Handshake>> make) {
    try {
      return make.apply(AddressBlock.parse(value));
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("no IP address '" + value + "' after '" + option + "'")
          .attempt(
              option + " 192.0.2.7, " + option + " 10.0.0.0/8 or " + option + " 2001:db8::/32");
    }
  }

  private static Predicate<Handshake> port(
      String option, String value, IntFunction<Predicate<Handshake>> make) {
    return make.apply(number(option, value, 65_535));
  }

  private static int number(String option, String value, int most) {
    if (value.matches("[0-9]{1,10}") && Long.parseLong(value) <= most) {
      return Integer.parseInt(value);
    }
    throw CommandException.usage(
        "no number up to " + most + " '" + value + "' after '" + option + "'");
  }

  /** How handshakes end. */
  static final class Outcomes extends ValueKind {
    @Override
    List<String> words() {
      return OutcomeKinds.ALL;
    }

    @Override
    Optional<String> separator() {
      return Optional.of(",");
    }
  }
}

package dev.tlsdiag.proxy.live;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.trace.Redaction;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which flows to show, in mitmproxy's filter language: {@code ~d example & !(~c 200 | ~m HEAD)}.
 * Regular expressions are searched for, without regard to case, in time that grows only with the
 * text.
 */
public final class FlowQuery {
  /** All flows. */
  public static final FlowQuery ALL = new FlowQuery("", subject -> true);

  /** The longest query. */
  public static final int LONGEST = 1_000;

  /** What a term looks at. */
  record Subject(LiveFlow flow, Optional<FlowDetails> details, Redaction redaction) {}

  /** A condition. */
  interface Term {
    boolean matches(Subject subject);

    default Term and(Term other) {
      return subject -> matches(subject) && other.matches(subject);
    }

    default Term or(Term other) {
      return subject -> matches(subject) || other.matches(subject);
    }

    default Term not() {
      return subject -> !matches(subject);
    }
  }

  private final String text;
  private final Term term;

  FlowQuery(String text, Term term) {
    this.text = requireNonNull(text, "text is null");
    this.term = requireNonNull(term, "term is null");
  }

  /**
   * Reads a query; an empty one is {@link #ALL}.
   *
   * @throws FlowQueryException says what is wrong and where
   */
  public static FlowQuery parse(String text) throws FlowQueryException {
    return new FlowQueryParser(text).parse();
  }

  /** As it was written. */
  public String text() {
    return text;
  }

  /**
   * Whether it fits.
   *
   * @param details without them no header fits
   * @param redaction what it hides cannot be searched for
   */
  public boolean matches(LiveFlow flow, Optional<FlowDetails> details, Redaction redaction) {
    return term.matches(new Subject(flow, details, redaction));
  }

  // --- the terms

  static Term url(Pattern pattern) {
    return subject -> pattern.matcher(subject.flow().url()).find();
  }

  static Term domain(Pattern pattern) {
    return subject -> pattern.matcher(subject.flow().server()).find();
  }

  static Term method(Pattern pattern) {
    return subject -> pattern.matcher(subject.flow().method()).find();
  }

  static Term status(int status) {
    return subject -> subject.flow().status().orElse(-1) == status;
  }

  static Term answered(boolean wanted) {
    return subject -> subject.flow().status().isPresent() == wanted;
  }

  static Term header(Pattern pattern, boolean request, boolean response) {
    return subject -> {
      var exchange = subject.details().flatMap(FlowDetails::exchange).map(e -> e.exchange());
      return exchange
          .map(
              e ->
                  request && any(e.requestHeaders(), pattern, subject.redaction())
                      || response && any(e.responseHeaders(), pattern, subject.redaction()))
          .orElse(false);
    };
  }

  private static boolean any(List<Header> headers, Pattern pattern, Redaction redaction) {
    return redaction.headers(headers).stream()
        .anyMatch(header -> pattern.matcher(header.name() + ": " + header.value()).find());
  }

  static Term verdict(Set<FlowVerdict> verdicts) {
    return subject -> verdicts.contains(subject.flow().verdict());
  }

  static Term source(Pattern pattern) {
    return subject ->
        Stream.concat(
                Stream.of(subject.flow().client(), subject.flow().from()),
                address(subject.details().flatMap(FlowDetails::downstream), true))
            .anyMatch(text -> pattern.matcher(text).find());
  }

  static Term destination(Pattern pattern) {
    return subject ->
        Stream.concat(
                Stream.of(subject.flow().to()),
                address(subject.details().flatMap(FlowDetails::upstream), false))
            .anyMatch(text -> pattern.matcher(text).find());
  }

  private static Stream<String> address(Optional<LegRecord> leg, boolean from) {
    Optional<Hop> hop = leg.map(LegRecord::hop);
    return hop
        .flatMap(each -> (from ? each.from() : each.to()).endpoint())
        .map(Endpoint::toString)
        .stream();
  }

  static Term serverName(Pattern pattern) {
    return subject ->
        Stream.of(subject.flow().downstreamName(), subject.flow().upstreamName())
            .filter(SentName::isNamed)
            .anyMatch(name -> pattern.matcher(name.name()).find());
  }

  /** A ClientHello without a name on either leg. */
  static Term nameless() {
    return subject ->
        subject.flow().downstreamName().equals(SentName.ABSENT)
            || subject.flow().upstreamName().equals(SentName.ABSENT);
  }

  static Term rule(Pattern pattern) {
    return subject ->
        Stream.concat(
                subject.flow().rule().stream(),
                subject.details().stream()
                    .flatMap(details -> details.findings().stream())
                    .map(Finding::rule))
            .anyMatch(name -> pattern.matcher(name).find());
  }
}

package dev.tlsdiag.proxy.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.trace.Redaction;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowQueryTest {
  private static LiveFlows flows;

  /** 1 worked; 2 lost its name; 3 is another host's and failed; 4 is no request. */
  @BeforeAll
  static void start() {
    flows = LiveFlows.start(Redaction.ON);
    flows.onStanding(FlowSamples.downstream(1, "app.example.test", 0));
    flows.onStanding(FlowSamples.upstream(2, 1, "app.example.test", 0));
    flows.onExchange(FlowSamples.request(1, 1, 2, "https://app.example.test/a"));
    flows.onStanding(FlowSamples.downstream(3, "app.example.test", 0));
    flows.onLeg(FlowSamples.nameless(4, 3, "app.example.test", 112));
    flows.onExchange(FlowSamples.localReply(2, 3, 4, "https://app.example.test/b?x=(1)"));
    flows.onStanding(FlowSamples.downstream(5, "api.other.test", 0));
    flows.onStanding(FlowSamples.upstream(6, 5, "api.other.test", 0));
    flows.onExchange(
        FlowSamples.request(
            3, 5, 6, "https://api.other.test/c", 500, Optional.empty(), Optional.empty()));
    flows.onLeg(FlowSamples.leftByClient(7, "pinned.test"));
    flows.close();
  }

  @AfterAll
  static void end() {
    flows.close();
  }

  private static String shown(String query) throws FlowQueryException {
    FlowQuery parsed = FlowQuery.parse(query);
    return flows.all().stream()
        .filter(flow -> flows.matches(flow, parsed))
        .map(flow -> Long.toString(flow.id()))
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          ``                          ; 1 2 3 4
          ~all                        ; 1 2 3 4
          ~d other                    ; 3
          ~d OTHER                    ; 3
          ~d other | ~d pinned        ; 3 4
          ~d 'other|pinned'           ; 3 4
          example                     ; 1 2
          ~u /a$                      ; 1
          ~u "x=\\(1\\)"              ; 2
          ~u 'it\\'s'                 ; ``
          ~m get                      ; 1 2 3
          ~c 500                      ; 3
          ~c 404                      ; ``
          ~e                          ; 2 3 4
          !~e                         ; 1
          ! ! ~e                      ; 2 3 4
          ~q                          ; 4
          ~s                          ; 1 2 3
          ~sni app                    ; 1 2
          ~sni ^$                     ; ``
          ~nosni                      ; 2
          ~rule sni-missing           ; 2
          ~src 192.0.2.1              ; 1 2 3 4
          ~src :40005                 ; 3
          ~src curl                   ; 1 2 3
          ~dst 192.0.2.9:443          ; 1 2 3
          ~dst pinned                 ; 4
          ~h "server: nginx"          ; 1 2 3
          ~hq "^user-agent: curl"     ; 1 2 3
          ~hq nginx                   ; ``
          ~hs nginx                   ; 1 2 3
          ~hq s3cr3t                  ; ``
          ~d example & ~c 200         ; 1
          ~d example ~c 200           ; 1
          ~c 200 | ~c 500 & ~d other  ; 1 3
          (~c 200 | ~c 500) & ~d other; 3
          !(~c 200 | ~c 500)          ; 2 4
          --verdict failed            ; 2 3 4
          --verdict=ok,warning        ; 1
          ~d example --verdict failed ; 2
          ~d a|b                      ; 1 2 3
          """)
  void shows(String query, String expected) throws FlowQueryException {
    assertEquals(expected, shown(query), query);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          ~x a                ;  0 ; no filter '~x'; there are
          ~d                  ;  2 ; a regular expression after '~d' is missing here
          ~d & ~e             ;  3 ; a regular expression after '~d' is missing here
          ~c abc              ;  3 ; '~c' takes a status of three digits, not 'abc'
          ~d a |              ;  6 ; a term is missing here
          (~d a               ;  5 ; ')' is missing for the '(' at column 1
          ~d a) ~c 200        ;  4 ; no '(' before this
          ~u 'abc             ;  3 ; this quote is not closed
          ~u a[               ;  3 ; no regular expression: missing closing ]
          --verdict bad       ; 10 ; no verdict 'bad': ok, warning, failed, denied
          --from curl         ;  0 ; no option '--from' here
          ()                  ;  1 ; a term is missing here
          ~d a !              ;  6 ; a term is missing here
          """)
  void saysWhereItIsWrong(String query, int position, String message) {
    FlowQueryException e = assertThrows(FlowQueryException.class, () -> FlowQuery.parse(query));
    assertEquals(position, e.position(), e.caret());
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
    List<String> lines = e.caret().lines().toList();
    assertEquals(query, lines.get(0));
    assertEquals(position, lines.get(1).indexOf('^'));
  }

  @Test
  void whatIsTooMuchIsRefused() {
    assertThrows(FlowQueryException.class, () -> FlowQuery.parse("a".repeat(1_001)));
    assertThrows(FlowQueryException.class, () -> FlowQuery.parse("(".repeat(900)));
    assertThrows(FlowQueryException.class, () -> FlowQuery.parse("!".repeat(900) + "~e"));
  }

  /** An expression for which backtracking would take years. */
  @Test
  void noExpressionTakesLong() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          FlowQuery query = FlowQuery.parse("~u '^(a+)+$'");
          LiveFlows hostile = LiveFlows.start(Redaction.ON);
          hostile.onExchange(FlowSamples.request(1, 1, 0, "a".repeat(60_000) + "!"));
          hostile.close();
          assertEquals(
              List.of(false),
              hostile.all().stream()
                  .map(flow -> query.matches(flow, Optional.empty(), Redaction.ON))
                  .toList());
        });
  }

  @Test
  void everyVerdictHasItsName() {
    assertEquals(
        List.of("ok", "warning", "failed", "denied"),
        Arrays.stream(FlowVerdict.values()).map(FlowVerdict::label).toList());
  }
}

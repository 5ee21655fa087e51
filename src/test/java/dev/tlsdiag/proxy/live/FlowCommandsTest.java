package dev.tlsdiag.proxy.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.trace.Redaction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowCommandsTest {
  private static final FlowCommands COMMANDS =
      new FlowCommands(Redaction.ON, Optional.empty(), List.of());

  /** Curl would ask for each of several URLs, or for none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://app.example.test/a        | curl -v
          https://app.example.test/a?b[]=1  | curl -v -g
          https://app.example.test/{a,b}    | curl -v -g
          https://[2001:db8::1]/            | curl -v -g
          """)
  void aUrlIsNoPattern(String url, String begin) {
    LiveFlows flows = LiveFlows.start(Redaction.ON);
    flows.onStanding(FlowSamples.downstream(1, "app.example.test", 0));
    flows.onExchange(FlowSamples.request(1, 1, 2, url));
    flows.close();
    LiveFlow flow = flows.all().get(0);
    String line = COMMANDS.curl(flow, flows.details(flow.id()).orElseThrow()).orElseThrow();
    assertEquals(begin, line.replaceFirst(" (-x|--connect-to|--http1.1) .*", ""));
  }
}

package dev.tlsdiag.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyReadersTest {
  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.0.0.0/8        | 10.96.0.1               | curl, Go, Python requests
          10.96.0.1         | 10.96.0.1               | curl, Go, Python requests, Python urllib, Node, wget
          example.test      | api.example.test        | curl, Go, Python requests, Python urllib, wget
          .example.test     | api.example.test        | curl, Go, Python requests, Python urllib, Node, wget
          .example.test     | example.test            | curl, Python requests, Python urllib
          *.example.test    | api.example.test        | Go, Node
          *                 | api.example.test        | curl, Go, Python requests, Python urllib, Node, wget
          other.test        | api.example.test        | ''
          .svc              | api.default.svc         | curl, Go, Python requests, Python urllib, Node, wget
          """)
  void readsTheListAsEachProgramDoes(String list, String host, String direct) {
    assertEquals(direct, String.join(", ", NoProxyReaders.direct(list, host)));
  }

  @Test
  void notesThatTheyDisagree() {
    ReplayRequest request = ReplayRequest.get(URI.create("https://10.96.0.1/"));
    ProxyEnvironment found =
        ProxyEnvironment.of(
            request,
            Map.of("HTTPS_PROXY", "http://proxy.example.test:3128", "NO_PROXY", "10.0.0.0/8"),
            Optional.empty());
    assertEquals(Optional.empty(), found.proxy());
    assertEquals(
        "NO_PROXY is read differently for 10.96.0.1: curl, Go, Python requests go without the"
            + " proxy, Python urllib, Node, wget through it; Java does not read it",
        found.notes().get(found.notes().size() - 1));
  }

  @Test
  void saysNothingWhereTheyAgree() {
    assertEquals(Optional.empty(), NoProxyReaders.disagreement(".svc", "api.default.svc"));
    assertEquals(Optional.empty(), NoProxyReaders.disagreement("other.test", "example.test"));
  }
}

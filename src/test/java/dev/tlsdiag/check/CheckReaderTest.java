package dev.tlsdiag.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.replay.ServerName;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckReaderTest {
  private final YamlProblems problems = new YamlProblems();

  private Optional<CheckFile> read(String text) {
    return new CheckReader(Map.of("HOST", "a.test", "TOKEN", "secret-1"), Path.of("."), problems)
        .read(new YamlText("f.yaml", text));
  }

  private CheckSpec only(String text) {
    CheckFile file = read(text).orElseThrow(() -> new AssertionError(told()));
    return file.checks().get(0);
  }

  private String told() {
    return problems.all().stream()
        .map(p -> p.position() + " " + p.message() + p.likely().map(l -> " | " + l).orElse(""))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void aUrlIsACheckThatExpectsWhatGoesWithoutSaying() {
    CheckSpec check = only("checks:\n  app: https://${HOST}");
    assertEquals("GET https://a.test/", check.goal().text());
    assertEquals(List.of(PathSpec.DIRECT), check.paths());
    assertEquals(
        List.of("expect-reachable", "expect-no-finding-above"),
        check.expectations().stream().map(Expectation::rule).toList());
    assertEquals(2, check.position().line());
  }

  @Test
  void checksSayWhatDefaultsDoNot() {
    CheckSpec check =
        only(
            """
            defaults:
              retries: 3
              headers: {A: '1', B: '2'}
              expect:
                status: 200
                certificate: {valid-for: 14d, name: x.test}
            checks:
              app:
                url: https://a.test/
                headers: {B: '3'}
                servername: none
                expect:
                  certificate: {valid-for: 1w}
            """);
    assertEquals(3, check.retries());
    RequestSpec request = ((CheckSpec.Goal.Url) check.goal()).request();
    assertEquals("1", request.request().header("A").get());
    assertEquals("3", request.request().header("B").get());
    assertEquals(ServerName.NONE, request.serverName());
    Expectation.ValidFor valid = check.expected(Expectation.ValidFor.class).get();
    assertEquals(Duration.ofDays(7), valid.atLeast());
    assertEquals(13, valid.position().line());
    assertEquals(5, check.expected(Expectation.Status.class).get().position().line());
    assertTrue(check.expected(Expectation.Names.class).isPresent());
  }

  /** What a default asks of servers means nothing of what is not to be reached. */
  @Test
  void whatIsClosedHasNoStatus() {
    CheckSpec check =
        only(
            """
            defaults: {expect: {status: 200, agree: true, tls-at-least: 1.3}}
            checks: {app: {url: 'https://a.test/', expect: {reachable: refused}}}
            """);
    assertEquals(
        List.of("expect-reachable"), check.expectations().stream().map(Expectation::rule).toList());
    assertFalse(check.expectsServer());
  }

  @Test
  void valuesOfHeadersAreNeverShown() {
    CheckSpec check =
        only("checks: {a: {url: 'https://a.test/', headers: {Authorization: '${TOKEN}'}}}");
    assertFalse(check.toString().contains("secret-1"), check::toString);
    read("checks: {a: 'https://u:${TOKEN}@a.test/'}");
    assertFalse(told().contains("secret-1"), told());
    read("checks: {a: {url: 'https://a.test/', headers: {X: \"${TOKEN}\\u0001\"}}}");
    assertFalse(told().contains("secret-1"), told());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      nothing         | ``                                              | `1:1 the file is empty | checks: {app: "https://app.example.test/"}`
      only a comment  | `# x`                                           | `1:1 the file is empty | checks: {app: "https://app.example.test/"}`
      a list          | `- a`                                           | `1:1 a file of checks is a mapping of keys to values, not a list`
      no checks       | `paths: {p: {via: 'h:1'}}`                      | `1:1 a file of checks has no 'checks'`
      none            | `checks: {}`                                    | `1:1 there is no check in 'checks'`
      typo            | `chekcs: {}`                                    | `1:1 a file of checks has no 'checks'
      1:1 a file of checks has no key 'chekcs' | checks`
      comma           | `checks: {a: {url: 'https://a/', paths: 'direct, p'}}` | `1:40 'paths': 'direct, p' is one value | a list: [direct, p]`
      yes             | `checks: {a: {url: 'https://a/', insecure: yes}}` | `1:43 'insecure': 'yes' is neither true nor false | true`
      no url          | `checks: {a: {expect: {status: 200}}}`          | `1:10 the check 'a' has no 'url'`
      scheme          | `checks: {a: a.test}`                           | `1:13 'url': 'a.test' is neither http nor https | a URL needs its scheme: https://a.test`
      typo in expect  | `checks: {a: {url: 'https://a/', expect: {statsu: 200}}}` | `1:42 'expect' has no key 'statsu' | status`
      merge key       | `checks: {a: {url: 'https://a/', <<: {b: 1}}}`  | `1:33 a check has no key '<<' | merge keys are not part of YAML 1.2; use 'defaults'`
      wrong type      | `checks: {a: {url: [x]}}`                       | `1:19 'url' is a single value, not a list`
      no unit         | `checks: {a: {url: 'https://a/', timeout: 10}}` | `1:42 'timeout': '10' is no span of time | a unit: 10s, 10m, 10d`
      too many        | `checks: {a: {url: 'https://a/', retries: 99}}` | `1:42 'retries': '99' is no whole number from 0 to 20`
      unknown path    | `checks: {a: {url: 'https://a/', paths: [drect]}}` | `1:41 'paths': 'drect' is not known | direct`
      agree alone     | `checks: {a: {url: 'https://a/', expect: {agree: true}}}` | `1:42 'agree' compares 'direct' with another path, and 'paths' has not both | paths: [direct, …], with the other one in the 'paths' of the file`
      closed          | `checks: {a: {url: 'https://a/', expect: {reachable: false, status: 200}}}` | `1:60 'status' cannot be expected of what is not to be reached`
      no TLS          | `checks: {a: {url: 'http://a/', expect: {alpn: h2}}}` | `1:41 'alpn' cannot be expected of a request without TLS`
      path            | `paths: {p: {proxy: 'x', via: 'h:1'}}\\nchecks: {a: 'https://a/'}` | `1:25 the path 'p' has 'proxy' already: a path is one way`
      proxy           | `paths: {p: {proxy: 'ftp://x'}}\\nchecks: {a: 'https://a/'}` | `1:20 'proxy': proxy 'ftp://x': 'ftp' is none of http, https, socks4, socks4a, socks5, socks5h`
      empty path      | `paths: {p: {}}\\nchecks: {a: 'https://a/'}`    | `1:12 the path 'p' leads no other way than 'direct' | it needs one of proxy, via, profile, connect-to, resolve`
      profile         | `paths: {p: {profile: envoi}}\\nchecks: {a: 'https://a/'}` | `1:22 'profile': 'envoi' is not known | envoy`
      own path        | `paths: {direct: {via: 'h:1'}}\\nchecks: {a: 'https://a/'}` | `1:9 the path 'direct' is there without being named; choose another name`
      two names       | `checks: {a: 'https://a/', a: 'https://b/'}`    | `1:27 the key 'a' is there already, in line 1`
      scenario        | `checks: {a: {lab: mrap-no-snl}}`               | `1:19 'lab': 'mrap-no-snl' is not known | mrap-no-sni`
      lab and url     | `checks: {a: {lab: mrap-no-sni, url: 'https://a/'}}` | `1:32 'url' and 'lab' exclude each other`
      variable        | `checks: {a: '${NOPE}'}`                        | `1:13 the environment has no variable 'NOPE' | ${NOPE:-otherwise} gives it a value for this case`
      no file         | `checks: {a: {url: 'https://a/', ca: no.pem}}`  | `1:37 'ca': no such file 'no.pem' | names are relative to the file of checks`
      p95             | `checks: {a: {url: 'https://a/', expect: {handshake: {runs: 5}}}}` | `1:53 'handshake' has no 'p95-below'`
      dns             | `checks: {a: {url: 'https://a/', expect: {dns: {response: NXDOMIAN}}}}` | `1:58 'response': 'NXDOMIAN' is not known | NXDOMAIN`
      default url     | `defaults: {url: 'https://a/'}\\nchecks: {a: 'https://a/'}` | `1:12 'url' is of one check, and cannot be a default`
      """)
  void tellsWhatIsWrong(String name, String text, String expected) {
    assertEquals(Optional.empty(), read(text.replace("\\n", "\n")));
    assertEquals(expected.replaceAll("\n {6}", "\n"), told());
  }

  @Test
  void tellsEverythingAtOnce() {
    read("checks:\n  a:\n    url: x\n    retires: 1\n    expect: {status: 99, agre: true}\n");
    assertEquals(
        List.of(3, 4, 5, 5),
        problems.all().stream().map(p -> p.position().line()).toList(),
        this::told);
  }
}

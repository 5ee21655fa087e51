package dev.tlsdiag.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellCompleterTest {
  private LastResult last = LastResult.NONE;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ca                        | capture
          help po                   | policy
          capture --f               | --format,--free
          capture --format t        | text
          capture --format=j        | --format=json
          capture --alpn h2,        | h2,http/1.1
          capture --report h        | html=
          capture --host a          | a.example.test
          capture --free x          | ''
          capture --quiet --q       | ''
          policy l                  | lint
          policy lint --s           | --strict
          policy lint l             | ''
          nonsense --f              | ''
          """)
  void offers(String line, String expected) {
    assertEquals(
        expected.isEmpty() ? List.of() : List.of(expected.split(",(?=[a-gi-z-])")), of(line));
  }

  @Test
  void offersFilesByTheirEnds(@TempDir Path folder) throws Exception {
    for (String name : List.of("a.pcap", "b.txt", ".c.pcap")) {
      Files.createFile(folder.resolve(name));
    }
    Files.createDirectory(folder.resolve("more"));
    assertEquals(List.of(folder + "/a.pcap", folder + "/more/"), of("capture " + folder + "/"));
    assertEquals(List.of(folder + "/b.txt"), of("capture " + folder + "/b"));
    assertEquals(
        List.of("json=" + folder + "/a.pcap"), of("capture --report json=" + folder + "/a"));
  }

  @Test
  void offersPartsOfTheLastResult() throws Exception {
    last =
        new LastResult(
            new ObjectMapper()
                .readTree("{\"findings\":[{\"rule\":\"a\",\"hop\":1},{\"rule\":\"b\"}]}"),
            "",
            List.of());
    assertEquals(List.of("$1.", "$2."), of("capture $"));
    assertEquals(List.of("$1.rule"), of("capture $1.r"));
    assertEquals(List.of("$.findings"), of("$."));
  }

  @Test
  void quotesWhatNeedsIt() {
    assertEquals("a\\ b", escaped("capture a", "a b"));
    assertEquals("'a b'", escaped("capture 'a", "a b"));
    assertEquals("\"a b\"", escaped("capture \"a", "a b"));
    assertEquals("$1.sni", escaped("capture $1.s", "$1.sni"));
  }

  private static String escaped(String line, String candidate) {
    CompletingParsedLine parsed =
        (CompletingParsedLine) new ShellParser().parse(line, line.length(), ParseContext.COMPLETE);
    return parsed.escape(candidate, true).toString();
  }

  private List<String> of(String line) {
    var parsed = new ShellParser().parse(line, line.length(), ParseContext.COMPLETE);
    List<Candidate> all = new ArrayList<>();
    new ShellCompleter(new ToyProgram(), () -> last, () -> List.of("a.example.test", "b"), "/home")
        .complete(null, parsed, all);
    return all.stream()
        .map(Candidate::value)
        .filter(value -> value.startsWith(parsed.word()))
        .toList();
  }
}

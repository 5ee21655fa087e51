package dev.tlsdiag.cli.shell;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser.ParseContext;

class ShellFuzz {
  /** Whatever is typed: it is cut into words, and run or refused. */
  @FuzzTest(maxDuration = "60s")
  void line(byte[] bytes) {
    String line = new String(bytes, StandardCharsets.UTF_8);
    ShellLine cut = ShellLine.parse(line);
    SecretLines.isSecret(line);
    for (int cursor = 0; cursor <= Math.min(line.length(), 40); cursor++) {
      ParsedLine parsed = new ShellParser().parse(line, cursor, ParseContext.COMPLETE);
      assertTrue(parsed.wordIndex() < parsed.words().size());
    }
    try {
      new Expansion(LastResult.NONE, Map.of("HOST", "a.example")).arguments(cut.words());
    } catch (Expansion.Problem expected) {
      // Any other exception, or a hang, is a bug.
    }
  }
}

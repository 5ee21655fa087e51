package dev.tlsdiag.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveProblemsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          You don't have permission to capture on that device (socket: Operation not permitted) | no permission to capture on 'eth0'
          (cannot open BPF device) /dev/bpf0: Permission denied | no permission to capture on 'eth0'
          That device is not up | cannot capture on 'eth0': That device is not up
          """)
  void tellsMissingPermissionFromOtherReasons(String reason, String message) {
    CaptureProblem problem = LiveProblems.notOpened("eth0", reason);
    assertEquals(message, problem.getMessage());
    assertEquals(message.startsWith("no permission"), problem.likely().isPresent());
  }

  @Test
  void everyProblemSaysWhatToTry() {
    CaptureProblem library = LiveProblems.noLibrary();
    assertEquals("libpcap is not installed", library.getMessage());
    assertEquals(2, library.attempts().size());
    CaptureProblem name = LiveProblems.noSuchInterface("eth9", List.of("eth0", "lo"));
    assertEquals("no interface 'eth9'", name.getMessage());
    assertEquals(Optional.of("the interfaces are eth0, lo"), name.likely());
    CaptureProblem filter = LiveProblems.badFilter("tcp porx", "can't parse\n  syntax error\n");
    assertEquals(
        "filter 'tcp porx' is not understood: can't parse; syntax error", filter.getMessage());
    assertTrue(LiveProblems.notOpened("eth0", null).attempts().isEmpty());
  }
}

package dev.tlsdiag.cli;

import dev.tlsdiag.capture.CaptureOptions;
import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.CaptureRun;
import dev.tlsdiag.capture.HandshakeListener;
import dev.tlsdiag.report.AddressNames;
import dev.tlsdiag.report.HandshakeFormat;
import dev.tlsdiag.report.HelloDiffJson;
import dev.tlsdiag.report.HelloDiffRenderer;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.Handshake;
import java.io.IOException;
import java.util.List;

/** {@code --diff A B}: two handshakes of one capture, or one each of two. */
final class CaptureDiff {
  private final List<String> inputs;
  private final boolean live;
  private final CaptureOutputOptions output;
  private final AddressNames names;
  private final Theme theme;
  private final int columns;
  private final TextBuffer out;

  CaptureDiff(
      CaptureSourceOptions source,
      CaptureOutputOptions output,
      AddressNames names,
      Theme theme,
      int columns,
      TextBuffer out) {
    this.inputs = source.inputs();
    this.live = source.interfaceName != null;
    this.output = output;
    this.names = names;
    this.theme = theme;
    this.columns = columns;
    this.out = out;
  }

  /** {@code format} is null where none was asked for. */
  int run(HandshakeFormat format) throws IOException {
    if (live) {
      throw CommandException.usage("'--diff' compares what captures hold, not what '-i' sees");
    }
    if (inputs.size() > 2) {
      throw CommandException.usage("'--diff' takes one capture or two, not " + inputs.size());
    }
    if (format == HandshakeFormat.FIELDS) {
      throw CommandException.usage("'--diff' and '-o fields' do not go together")
          .attempt("-o json");
    }
    Handshake left;
    Handshake right;
    if (inputs.size() == 1) {
      Picked picked = new Picked(output.diff[0], output.diff[1]);
      read(inputs.get(0), picked);
      left = present(picked.first, output.diff[0], inputs.get(0), picked.count);
      right = present(picked.second, output.diff[1], inputs.get(0), picked.count);
    } else {
      left = one(inputs.get(0), output.diff[0]);
      right = one(inputs.get(1), output.diff[1]);
    }
    if (format == HandshakeFormat.JSON || format == HandshakeFormat.JSONL) {
      new HelloDiffJson(out, names).render(left, right);
    } else {
      new HelloDiffRenderer(out, names, theme, columns, output.verbose).render(left, right);
    }
    out.flush();
    return ExitCode.CLEAN;
  }

  private Handshake one(String input, int number) {
    Picked picked = new Picked(number, number);
    read(input, picked);
    return present(picked.first, number, input, picked.count);
  }

  private static Handshake present(Handshake handshake, int number, String input, int count) {
    if (handshake == null) {
      throw CommandException.usage(
              "no handshake has the number '" + number + "' in '" + input + "'")
          .likely(
              count
                  + (count == 1 ? " handshake" : " handshakes")
                  + ", numbered from 0 in each capture")
          .attempt("tlsdiag capture " + ShellWord.quote(input));
    }
    if (handshake.sent().isEmpty()) {
      throw CommandException.cannotTell(
          "number '" + number + "' of '" + input + "' has no ClientHello that could be compared");
    }
    return handshake;
  }

  private void read(String input, Picked picked) {
    try {
      new CaptureRun(CaptureOptions.DEFAULT, picked).run(List.of(input));
    } catch (CaptureProblem e) {
      throw CaptureCommand.told(e);
    }
  }

  /** Keeps the two that are wanted. */
  private final class Picked implements HandshakeListener {
    private final int firstNumber;
    private final int secondNumber;
    private Handshake first;
    private Handshake second;
    private int count;

    Picked(int firstNumber, int secondNumber) {
      this.firstNumber = firstNumber;
      this.secondNumber = secondNumber;
    }

    @Override
    public void onHandshake(Handshake handshake) {
      count++;
      if (handshake.number() == firstNumber) {
        first = handshake;
      }
      if (handshake.number() == secondNumber) {
        second = handshake;
      }
    }

    @Override
    public void onName(IpAddress address, String name) {
      if (!output.numeric) {
        names.answered(address, name);
      }
    }
  }
}

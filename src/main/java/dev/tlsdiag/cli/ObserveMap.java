package dev.tlsdiag.cli;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.LostEvents;
import dev.tlsdiag.report.flow.FlowRenderer;
import dev.tlsdiag.report.flow.MapFormat;
import dev.tlsdiag.report.flow.ServiceMap;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code --map KIND[=FILE]}.
 *
 * @param file empty for standard output
 */
record ObserveMap(MapFormat format, Optional<String> file) {
  ObserveMap {
    requireNonNull(format, "format is null");
    requireNonNull(file, "file is null");
  }

  static ObserveMap parse(String text) {
    int equals = text.indexOf('=');
    String kind = equals < 0 ? text : text.substring(0, equals);
    Choices.requireOneOf("--map", kind, MapFormat.labels());
    Optional<String> file = equals < 0 ? Optional.empty() : Optional.of(text.substring(equals + 1));
    if (file.isPresent() && file.get().isEmpty()) {
      throw CommandException.usage("no file behind '--map " + kind + "='")
          .attempt("--map " + kind + "=map." + kind);
    }
    return new ObserveMap(
        MapFormat.named(kind).orElseThrow(), file.filter(name -> !name.equals("-")));
  }

  /** Gathers, and writes at the end. */
  FlowRenderer renderer(OutputStream out) {
    ServiceMap map = new ServiceMap();
    return new FlowRenderer() {
      @Override
      public void render(FlowRecord flow) {
        map.add(flow);
      }

      @Override
      public void render(LostEvents lost) {
        // the summary tells
      }

      @Override
      public void flush() {
        // a map is known at the end
      }

      @Override
      public void end() throws IOException {
        byte[] text = format.text(map).getBytes(StandardCharsets.UTF_8);
        if (file.isPresent()) {
          Files.write(Path.of(file.get()), text);
        } else {
          out.write(text);
          out.flush();
        }
      }
    };
  }
}

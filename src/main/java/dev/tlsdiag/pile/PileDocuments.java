package dev.tlsdiag.pile;

import dev.tlsdiag.mesh.ReadingTally;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The documents of a pile one after the other, as they are: unpacked, recognised, not read. */
public final class PileDocuments {
  private PileDocuments() {}

  /** Takes documents. */
  public interface Visitor {
    /**
     * A document.
     *
     * @param name as a contribution has it
     * @param in ends with the document; need not be read to its end
     */
    void onDocument(String name, DocumentKind kind, InputStream in) throws IOException;
  }

  /**
   * All of them, within the limits of the options.
   *
   * @return what could not be opened or read, each a sentence that names the document
   */
  public static List<String> each(List<String> paths, PileOptions options, Visitor visitor) {
    List<String> problems = new ArrayList<>();
    for (String path : new LinkedHashSet<>(paths)) {
      PileReading reading = new PileReading(path, options, new Visiting(visitor), Set.of());
      reading.run();
      problems.addAll(reading.problems());
    }
    return problems;
  }

  private record Visiting(Visitor visitor) implements PileReading.Reader {
    @Override
    public Found read(Document document, DocumentKind kind) throws IOException {
      visitor.onDocument(document.name(), kind, document.bytes());
      Contribution nothing =
          new Contribution(
              document.name(),
              kind,
              ReadingTally.NOTHING,
              "",
              List.of(),
              Optional.empty(),
              Optional.empty());
      return new Found(nothing, List.<Found.Yield>of());
    }

    @Override
    public Found member(Document document, DocumentKind kind) throws IOException {
      return read(document, kind);
    }
  }
}

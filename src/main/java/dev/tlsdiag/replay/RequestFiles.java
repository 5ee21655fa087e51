package dev.tlsdiag.replay;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Requests that were written down elsewhere. */
public final class RequestFiles {
  private RequestFiles() {}

  /**
   * One request of an HTTP Archive (HAR 1.2), as browsers and proxies write it.
   *
   * @param entry its number from 1 on, or a pattern with {@code *} of its URL; empty for the only
   *     one
   * @throws IllegalArgumentException where there is no such entry, with a message for the user
   */
  public static ReplayRequest har(Path file, Optional<String> entry) throws IOException {
    try {
      return new HarReader(file.toString(), entry).read(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file '%s'".formatted(file), e);
    }
  }

  /**
   * One request of a {@code .http} file, as JetBrains' and Microsoft's editors have them.
   *
   * @param entry its number from 1 on, or its name; empty for the first
   * @throws IllegalArgumentException where there is no such request, with a message for the user
   */
  public static ReplayRequest http(Path file, Optional<String> entry) throws IOException {
    return HttpFile.parse(file.toString(), String.join("\n", CurlBody.lines(file.toString())))
        .request(entry);
  }
}

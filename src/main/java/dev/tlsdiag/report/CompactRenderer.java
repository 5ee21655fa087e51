package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Handshake;
import java.io.IOException;
import java.time.ZoneId;

/**
 * One line a handshake in the manner of hubble's compact output, ASCII only:
 *
 * <pre>
 * Nov 20 12:01:57.527: 10.0.0.5:34074 -> 10.0.0.9:8444 (no sni) tls FAILED (1.2->- no answer in 4.0 s) #4
 * </pre>
 *
 * <p>The number at the end is the one that {@code --show} takes. Widths are those of the values:
 * lines are for {@code grep} and {@code cut}, not for the eye.
 */
public final class CompactRenderer implements HandshakeRenderer {
  private final TextBuffer out;
  private final AddressNames names;
  private final TimeText time;
  private final Theme theme;
  private boolean showsFiles;

  /** {@code zone} is that of the times shown. */
  public CompactRenderer(TextBuffer out, AddressNames names, ZoneId zone, Theme theme) {
    this.out = requireNonNull(out, "out is null");
    this.names = requireNonNull(names, "names is null");
    this.time = new TimeText(zone);
    this.theme = requireNonNull(theme, "theme is null");
  }

  /** Lines tell their file from now on. */
  public void showFiles() {
    showsFiles = true;
  }

  @Override
  public void render(Handshake handshake) throws IOException {
    time.hubble(handshake.time(), out);
    out.ascii(": ").text(names.text(handshake.client()));
    out.ascii(" -> ").text(names.text(handshake.server()));
    serverName(handshake);
    Mark mark = Mark.of(handshake);
    out.ascii(HelloWords.protocol(handshake.transport())).add(' ').ascii(theme.start(mark.role()));
    out.ascii(word(mark)).ascii(theme.end()).ascii(" (");
    detail(handshake);
    out.ascii(") #").number(handshake.number());
    if (showsFiles) {
      out.ascii(" in ").text(Printable.escape(handshake.file()));
    }
    out.add('\n');
    out.rowDone();
  }

  private void serverName(Handshake handshake) {
    HelloWords.ServerName name = HelloWords.ServerName.of(handshake);
    switch (name) {
      case NAMED, ODD ->
          out.ascii(" (sni ")
              .ascii(HelloWords.shownName(handshake.serverName().get(), "..."))
              .ascii(") ");
      case ABSENT -> nameless("no sni");
      case EMPTY -> nameless("empty sni");
      case BROKEN -> nameless("broken sni");
      case UNREADABLE -> nameless("unreadable hello");
      case NO_HELLO -> out.ascii(" (no hello) ");
    }
  }

  private void nameless(String words) {
    out.ascii(" (").ascii(theme.start(Role.BAD)).ascii(words).ascii(theme.end()).ascii(") ");
  }

  private void detail(Handshake handshake) {
    if (handshake.sent().isPresent()) {
      String chosen = HelloWords.chosen(handshake);
      out.ascii(HelloWords.offered(handshake)).ascii("->").ascii(chosen.isEmpty() ? "-" : chosen);
      String alpn = HelloWords.alpn(handshake);
      if (!alpn.isEmpty()) {
        out.add(' ').ascii(alpn);
      }
      out.add(' ');
    }
    String words = OutcomeWords.of(handshake);
    if (handshake.sent().isPresent() && words.equals("ok")) {
      out.cutTo(out.length() - 1); // OK says it
    } else {
      out.ascii(words);
    }
  }

  private static String word(Mark mark) {
    return switch (mark) {
      case OK -> "OK";
      case FAILED -> "FAILED";
      case UNKNOWN -> "UNKNOWN";
      case RETRIED -> "RETRIED";
    };
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void end(CaptureSummary summary) throws IOException {
    out.flush();
  }
}

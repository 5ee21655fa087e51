package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.TlsSession;
import java.util.Optional;

/** A handshake within a line in the manner of hubble's compact output; ASCII only, escaped. */
public final class CompactHandshake {
  private final TextBuffer out;
  private final Theme theme;

  public CompactHandshake(TextBuffer out, Theme theme) {
    this.out = requireNonNull(out, "out is null");
    this.theme = requireNonNull(theme, "theme is null");
  }

  /** {@code (sni app.example) } or {@code (no sni) }, with the blanks around it. */
  public void serverName(Handshake handshake) {
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

  /**
   * {@code tls FAILED (1.2->- no answer in 4.0 s}: the caller may add to it, and closes the
   * bracket.
   */
  public void outcome(Handshake handshake) {
    outcome(handshake, Optional.empty());
  }

  /**
   * The same with what an end of the connection knows: from TLS 1.3 on packets do not show the ALPN
   * protocol chosen.
   */
  public void outcome(Handshake handshake, Optional<TlsSession> session) {
    Mark mark = Mark.of(handshake);
    out.ascii(HelloWords.protocol(handshake.transport())).add(' ').ascii(theme.start(mark.role()));
    out.ascii(word(mark)).ascii(theme.end()).ascii(" (");
    boolean known = session.isPresent() && session.get().version().isPresent();
    String alpn =
        known
            ? HelloWords.shortProtocol(session.get().alpn().orElse(""))
            : HelloWords.alpn(handshake);
    detail(handshake, alpn);
  }

  private void detail(Handshake handshake, String alpn) {
    if (handshake.sent().isPresent()) {
      String chosen = HelloWords.chosen(handshake);
      out.ascii(HelloWords.offered(handshake)).ascii("->").ascii(chosen.isEmpty() ? "-" : chosen);
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
}

package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Handshake;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Handshakes as a table for the eye, with a summary and a next step below.
 *
 * <p>Column widths come from the first rows, which are held back; later rows are written as they
 * come and shortened where they do not fit. A line is never broken. TIME counts seconds from the
 * first packet of the file. TLS is the highest version offered and the one chosen. ALPN is the
 * protocol chosen; with a question mark the first one offered, where the choice is encrypted or
 * never came.
 */
public final class TableRenderer implements HandshakeRenderer {
  private static final int HELD_BACK = 200;

  private final TextBuffer out;
  private final AddressNames names;
  private final Theme theme;
  private final int terminal;
  private final SummaryText summaryText;
  private final List<String[]> held = new ArrayList<>();
  private final List<Handshake> heldHandshakes = new ArrayList<>();
  private TableColumns columns;
  private Instant origin;
  private String file;
  private boolean severalFiles;

  /**
   * @param terminal its columns; 0 for no limit
   * @param summaryText what comes below the rows
   */
  public TableRenderer(
      TextBuffer out, AddressNames names, Theme theme, int terminal, SummaryText summaryText) {
    this.out = requireNonNull(out, "out is null");
    this.names = requireNonNull(names, "names is null");
    this.theme = requireNonNull(theme, "theme is null");
    this.terminal = terminal;
    this.summaryText = requireNonNull(summaryText, "summaryText is null");
  }

  @Override
  public void startOfFile(Instant first) {
    origin = first;
  }

  /** More than one file: their names stand between the rows. */
  public void showFiles() {
    severalFiles = true;
  }

  @Override
  public void begin() {
    out.add('\n');
  }

  @Override
  public void render(Handshake handshake) throws IOException {
    String[] cells = cells(handshake);
    if (columns != null) {
      row(handshake, cells);
      return;
    }
    held.add(cells);
    heldHandshakes.add(handshake);
    if (held.size() == HELD_BACK) {
      release();
    }
  }

  private void release() throws IOException {
    if (columns == null && !held.isEmpty()) {
      columns = TableColumns.fit(held, terminal);
      header();
      for (int i = 0; i < held.size(); i++) {
        row(heldHandshakes.get(i), held.get(i));
      }
      held.clear();
      heldHandshakes.clear();
    }
  }

  private String[] cells(Handshake handshake) {
    if (origin == null) {
      origin = handshake.time();
    }
    HandshakeCells cells = HandshakeCells.of(handshake, origin, names, theme);
    return new String[] {
      Integer.toString(cells.number()),
      cells.seconds(),
      cells.client(),
      cells.server(),
      cells.serverName(),
      cells.tls(),
      cells.alpn(),
      theme.sign(cells.mark()) + cells.result(),
      columns == null ? brief(handshake) : null
    };
  }

  private String brief(Handshake handshake) {
    return theme.sign(Mark.of(handshake)) + OutcomeWords.brief(handshake);
  }

  private void header() {
    out.ascii(theme.start(Role.STRONG));
    for (int i = 0; i < TableColumns.COUNT; i++) {
      cell(i, TableColumns.TITLES, null);
    }
    out.ascii(theme.end()).add('\n');
  }

  private void row(Handshake handshake, String[] cells) throws IOException {
    if (severalFiles && !handshake.file().equals(file)) {
      file = handshake.file();
      out.ascii(theme.start(Role.DIM)).text(Printable.escape(file)).ascii(theme.end()).add('\n');
    }
    HelloWords.ServerName name = HelloWords.ServerName.of(handshake);
    Mark mark = Mark.of(handshake);
    if (cells[TableColumns.BRIEF_RESULT] == null
        && Printable.width(cells[TableColumns.RESULT]) > columns.width(TableColumns.RESULT)) {
      cells[TableColumns.BRIEF_RESULT] = brief(handshake);
    }
    for (int i = 0; i < TableColumns.COUNT; i++) {
      cell(i, cells, role(i, name, mark, cells[i]));
    }
    out.add('\n');
    out.rowDone();
  }

  private static Role role(int column, HelloWords.ServerName name, Mark mark, String cell) {
    if (mark == Mark.RETRIED) {
      return Role.DIM;
    }
    return switch (column) {
      case TableColumns.SERVER_NAME ->
          name.missing()
              ? Role.BAD
              : name == HelloWords.ServerName.ODD || name == HelloWords.ServerName.UNREADABLE
                  ? Role.ODD
                  : null;
      case TableColumns.ALPN -> cell.endsWith("?") ? Role.DIM : null;
      case TableColumns.RESULT -> mark.role();
      default -> null;
    };
  }

  private void cell(int column, String[] cells, Role role) {
    int width = columns.width(column);
    if (width == 0) {
      return;
    }
    String shown = cells[column];
    int taken = Printable.width(shown);
    if (taken > width) {
      shown = shorten(column, cells, width);
      taken = Printable.width(shown);
    }
    if (column > TableColumns.NUMBER) {
      out.repeat(' ', TableColumns.GAP);
    }
    boolean right = column == TableColumns.NUMBER || column == TableColumns.TIME;
    if (right) {
      out.repeat(' ', width - taken);
    }
    if (role != null) {
      out.ascii(theme.start(role));
    }
    out.text(shown);
    if (role != null) {
      out.ascii(theme.end());
    }
    if (!right && column < TableColumns.RESULT) {
      out.repeat(' ', width - taken);
    }
  }

  private String shorten(int column, String[] cells, int width) {
    String text = cells[column];
    return switch (column) {
      case TableColumns.CLIENT, TableColumns.SERVER -> {
        int colon = Math.max(text.lastIndexOf(':'), 0);
        int room = width - (text.length() - colon);
        yield Printable.shorten(text.substring(0, colon), room, theme.ellipsis())
            + text.substring(colon);
      }
      case TableColumns.SERVER_NAME -> Printable.shorten(text, width, theme.ellipsis());
      case TableColumns.RESULT ->
          terminal == 0
              ? text
              : Printable.cut(cells[TableColumns.BRIEF_RESULT], width, theme.ellipsis());
      default -> text; // numbers and times are never cut: the line grows
    };
  }

  @Override
  public void flush() throws IOException {
    release();
    out.flush();
  }

  @Override
  public void end(CaptureSummary summary) throws IOException {
    release();
    out.add('\n');
    summaryText.write(summary, theme, terminal, out);
    out.flush();
  }
}

package dev.tlsdiag.report;

import java.util.List;

/**
 * How wide the columns of the list are: as wide as the first rows need, and as narrow as the
 * terminal asks for. The widest gives way first, so that what is short stays whole.
 */
final class TableColumns {
  static final int NUMBER = 0;
  static final int TIME = 1;
  static final int CLIENT = 2;
  static final int SERVER = 3;
  static final int SERVER_NAME = 4;
  static final int TLS = 5;
  static final int ALPN = 6;
  static final int RESULT = 7;
  static final int COUNT = 8;

  /** In the array of a row, the short form of the result. */
  static final int BRIEF_RESULT = 8;

  static final String[] TITLES = {"#", "TIME", "CLIENT", "SERVER", "SNI", "TLS", "ALPN", "RESULT"};
  static final int GAP = 2;

  /** Below these a value says nothing any more. */
  private static final int[] LEAST = {3, 5, 12, 12, 12, 3, 4, 16};

  /** Columns that give way together, the widest of them first. */
  private static final int[] ELASTIC = {CLIENT, SERVER, SERVER_NAME, RESULT};

  /** The result may be this much wider than another column. */
  private static final int RESULT_BONUS = 6;

  /** Left away in this order where even the least widths do not fit. */
  private static final int[] DISPENSABLE = {CLIENT, ALPN, TIME};

  private final int[] widths = new int[COUNT];

  private TableColumns() {}

  /**
   * @param rows cells of the first rows, behind them the result in its brief form
   * @param terminal columns there are; 0 for as many as needed
   */
  static TableColumns fit(List<String[]> rows, int terminal) {
    TableColumns columns = new TableColumns();
    for (int i = 0; i < COUNT; i++) {
      columns.widths[i] = Math.max(LEAST[NUMBER], widest(rows, i, TITLES[i].length()));
    }
    if (terminal > 0) {
      columns.shrink(terminal, widest(rows, BRIEF_RESULT, TITLES[RESULT].length()));
    }
    return columns;
  }

  private static int widest(List<String[]> rows, int cell, int least) {
    int widest = least;
    for (String[] row : rows) {
      widest = Math.max(widest, Printable.width(row[cell]));
    }
    return widest;
  }

  private void shrink(int terminal, int briefResult) {
    int result = Math.min(widths[RESULT], briefResult);
    widths[RESULT] = Math.max(result, widths[RESULT] - Math.max(0, total() - terminal));
    for (int column : DISPENSABLE) {
      if (leastTotal() > terminal) {
        widths[column] = 0;
      }
    }
    for (int excess = total() - terminal; excess > 0; excess--) {
      int widest = -1;
      for (int i : ELASTIC) {
        if (widths[i] > LEAST[i] && (widest < 0 || claim(i) > claim(widest))) {
          widest = i;
        }
      }
      if (widest < 0) {
        return;
      }
      widths[widest]--;
    }
    widths[RESULT] += Math.max(0, terminal - total()); // what a column left away has freed
  }

  private int claim(int column) {
    return column == RESULT ? widths[RESULT] - RESULT_BONUS : widths[column];
  }

  private int leastTotal() {
    int total = -GAP;
    for (int i = 0; i < COUNT; i++) {
      int least = i == TLS || i == ALPN || i <= TIME ? widths[i] : Math.min(widths[i], LEAST[i]);
      total += widths[i] == 0 ? 0 : least + GAP;
    }
    return total;
  }

  private int total() {
    int total = -GAP;
    for (int width : widths) {
      total += width == 0 ? 0 : width + GAP;
    }
    return total;
  }

  /** 0 where the column is left away. */
  int width(int column) {
    return widths[column];
  }
}

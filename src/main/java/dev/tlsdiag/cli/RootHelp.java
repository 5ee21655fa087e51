package dev.tlsdiag.cli;

/**
 * What {@code tlsdiag} alone prints. Put together without the option parser, so it is there at
 * once.
 */
final class RootHelp {
  private static final int NAME_COLUMNS = 12;
  private static final int TEXT_COLUMNS = 80 - 2 - NAME_COLUMNS;

  private RootHelp() {}

  static String text() {
    StringBuilder page =
        new StringBuilder(
            """
            Usage: tlsdiag COMMAND [OPTIONS] [ARGUMENTS]

            A TLS connection works one way and fails another way: tlsdiag finds the hop that
            breaks it, says why, and what to change.

            Examples:
              tlsdiag compare --lab mrap-no-sni                 # see it work, without a network
              tlsdiag compare https://app.example.test/ -x http://proxy.example.test:3128
              tlsdiag capture dump.pcap                         # every handshake, how it ended
            """);
    // No stream and no formatter: loading them would take longer than all the rest.
    for (Commands.Task task : Commands.Task.values()) {
      String title = "\n" + task.title() + ":\n";
      for (Commands.Entry entry : Commands.ALL) {
        if (entry.task() == task) {
          page.append(title).append("  ").append(entry.name());
          page.append(" ".repeat(NAME_COLUMNS - entry.name().length()));
          wrapped(entry.summary(), page);
          title = "";
        }
      }
    }
    return page.append(
            """

            More: tlsdiag COMMAND --help · tlsdiag COMMAND --help-all · tlsdiag --version
            Exit: 0 no finding · 1 findings · 2 usage · 3 cannot tell · 4 could not run
                  · 70 a bug in tlsdiag
            """)
        .toString();
  }

  private static void wrapped(String summary, StringBuilder page) {
    String rest = summary;
    while (rest.length() > TEXT_COLUMNS) {
      int end = rest.lastIndexOf(' ', TEXT_COLUMNS);
      page.append(rest, 0, end).append('\n').append(" ".repeat(NAME_COLUMNS + 2));
      rest = rest.substring(end + 1);
    }
    page.append(rest).append('\n');
  }
}

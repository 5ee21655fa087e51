package dev.tlsdiag.cli;

/**
 * What {@code tlsdiag} alone prints. Put together without the option parser, so it is there at
 * once.
 */
final class RootHelp {
  private static final int NAME_COLUMNS = 12;

  private RootHelp() {}

  static String text() {
    StringBuilder page =
        new StringBuilder(
            """
            Usage: tlsdiag COMMAND [OPTIONS] [ARGUMENTS]

            A TLS connection works one way and fails another way: tlsdiag finds the hop that breaks it,
            says why, and what to change.

            Examples:
              tlsdiag capture dump.pcap                                  # every handshake, and how it ended
              tlsdiag compare direct.pcap proxied.pcap                   # which hop breaks it, and why
              tlsdiag explain upstream-sni-missing
            """);
    // No stream and no formatter: loading them would take longer than all the rest.
    for (Commands.Task task : Commands.Task.values()) {
      String title = "\n" + task.title() + ":\n";
      for (Commands.Entry entry : Commands.ALL) {
        if (entry.task() == task) {
          page.append(title).append("  ").append(entry.name());
          page.append(" ".repeat(NAME_COLUMNS - entry.name().length()));
          page.append(entry.summary()).append('\n');
          title = "";
        }
      }
    }
    return page.append(
            """

            More: tlsdiag COMMAND --help · tlsdiag --version
            Exit: 0 no finding · 1 findings · 2 usage · 3 cannot tell · 4 could not run · 70 a bug in tlsdiag
            """)
        .toString();
  }
}

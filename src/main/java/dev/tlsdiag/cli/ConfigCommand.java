package dev.tlsdiag.cli;

import picocli.CommandLine.Command;

/** {@code tlsdiag config}: options that need not be typed. */
@Command(
    customSynopsis = {"tlsdiag config COMMAND [OPTIONS]", ""},
    description = {
      "Options that need not be typed: from variables and configuration files.",
      "",
      "A long option is a key (--connect-timeout is connect-timeout: 5) and a variable",
      "(TLSDIAG_CONNECT_TIMEOUT=5), but for passwords and tokens. At the top of a file a key is for",
      "all commands that have the option; below the name of a command (compare:) for that one.",
      "What counts, in this order: what is typed, TLSDIAG_ variables, .tlsdiag.yaml of the project",
      "(here or above, up to the root of the repository), config.yaml in",
      "$XDG_CONFIG_HOME/tlsdiag, /etc/tlsdiag/config.yaml. TLSDIAG_CONFIG names another file than",
      "the user's, or is none. The project's file is refused what a stranger may not decide: files",
      "written, programs run, traffic led elsewhere, trust; 'tlsdiag man config-file' has it all.",
      "",
      "Examples:",
      "  tlsdiag config show --origin         # what is set, and where",
      "  tlsdiag config show compare --all    # every option of compare, with its value",
      "  TLSDIAG_COLOR=never tlsdiag config show --origin",
      "  tlsdiag config files                 # which files are read",
      ""
    },
    footer = {"", "Exit: 0 done · 2 usage, or a file is wrong · 4 could not run"},
    subcommands = {ConfigShowCommand.class, ConfigFilesCommand.class})
final class ConfigCommand {}

package dev.tlsdiag.report.html;

import dev.tlsdiag.report.ProbeReport.ServerNames;
import dev.tlsdiag.report.Role;

/** How a server takes names: what that means for a client, and what else it could have been. */
final class ServerNamesCard {
  private ServerNamesCard() {}

  static Markup of(ServerNames names) {
    Markup out = new Markup();
    Parts.panel(out, meaning(names.kind()), role(names.kind()));
    out.open("p").add(Parts.words(names.words())).close("p");
    kinds(names.kind(), out);
    return out.close("div").line();
  }

  /** All that there are, and the one that it is. */
  private static void kinds(ServerNames.Kind is, Markup out) {
    out.open("ul", "class", "line kinds", "aria-label", "Ways to take names");
    for (ServerNames.Kind each : ServerNames.Kind.values()) {
      out.open("li", "aria-current", each == is ? "true" : null);
      out.add(each == is ? Parts.chip(role(is), "✓ " + is.label()) : Parts.words(each.label()));
      out.close("li");
    }
    out.close("ul");
  }

  private static String meaning(ServerNames.Kind kind) {
    return switch (kind) {
      case REQUIRED_ALERT -> "A client that sends no name is refused with an alert.";
      case REQUIRED_SILENCE -> "A client that sends no name gets no answer, as from a firewall.";
      case REQUIRED_RESET -> "A client that sends no name is reset.";
      case REQUIRED_CLOSE -> "A client that sends no name is closed without a word.";
      case DEFAULT_CERTIFICATE -> "A client that sends no name may get another's certificate.";
      case OTHERS_REFUSED -> "No name is needed, and a wrong one is refused.";
      case IGNORED -> "Names make no difference here, as far as those tried tell.";
    };
  }

  private static Role role(ServerNames.Kind kind) {
    return switch (kind) {
      case REQUIRED_ALERT, REQUIRED_SILENCE, REQUIRED_RESET, REQUIRED_CLOSE -> Role.BAD;
      case DEFAULT_CERTIFICATE, OTHERS_REFUSED -> Role.ODD;
      case IGNORED -> Role.OK;
    };
  }
}

package dev.tlsdiag.capture;

import java.util.List;
import java.util.Locale;

/** What goes wrong with live capture, and what to do about it. */
final class LiveProblems {
  private static final String THROUGH_TCPDUMP =
      "sudo tcpdump -i any -U -w - tcp | tlsdiag capture -";

  private LiveProblems() {}

  static CaptureProblem noLibrary() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String install =
        system.contains("windows")
            ? "winget install npcap"
            : system.contains("mac") ? "brew install libpcap" : "apt install libpcap0.8";
    return new CaptureProblem(
        "libpcap is not installed",
        "live capture needs it; files and standard input do not",
        install,
        THROUGH_TCPDUMP);
  }

  static CaptureProblem noSuchInterface(String name, List<String> names) {
    String likely =
        names.isEmpty()
            ? "no interface can be seen; that needs a permission on this system"
            : "the interfaces are " + String.join(", ", names);
    return new CaptureProblem("no interface '" + name + "'", likely, "tlsdiag capture -D");
  }

  /**
   * @param reason as libpcap words it
   */
  static CaptureProblem notOpened(String name, String reason) {
    String text = reason == null ? "" : reason.toLowerCase(Locale.ROOT);
    boolean permission =
        text.contains("permission") || text.contains("not permitted") || text.contains("denied");
    if (permission) {
      return new CaptureProblem(
          "no permission to capture on '" + name + "'",
          "capturing needs root, or the capabilities CAP_NET_RAW and CAP_NET_ADMIN",
          "sudo tlsdiag capture -i " + CaptureInput.pasted(name),
          "sudo tcpdump -i " + CaptureInput.pasted(name) + " -U -w - tcp | tlsdiag capture -");
    }
    return new CaptureProblem("cannot capture on '" + name + "': " + oneLine(reason), null);
  }

  static CaptureProblem notListed(String reason) {
    return new CaptureProblem("cannot list interfaces: " + oneLine(reason), null, THROUGH_TCPDUMP);
  }

  static CaptureProblem badFilter(String filter, String reason) {
    return new CaptureProblem(
        "filter '" + filter + "' is not understood: " + oneLine(reason),
        "filters are those of tcpdump (man pcap-filter)",
        "tlsdiag capture -f 'tcp port 443'");
  }

  private static String oneLine(String reason) {
    return reason == null ? "no reason given" : reason.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}

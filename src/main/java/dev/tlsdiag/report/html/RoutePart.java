package dev.tlsdiag.report.html;

import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The paths as a picture: who talks to whom, with which name, and how that ends. */
final class RoutePart {
  private static final int BOX = 172;
  private static final int GAP = 256;
  private static final int TALL = 92;
  private static final int HEAD = 30;
  private static final int LANE = HEAD + TALL + 22;
  private static final int LINE = 18;

  private static final int NARROW = 332;
  private static final int FLAT = 50;
  private static final int FALL = 112;

  private static final int LABEL_CHARACTERS = 31;
  private static final int BOX_CHARACTERS = 21;

  private final List<HopTrace> traces;
  private final int columns;

  private RoutePart(List<HopTrace> traces) {
    this.traces = traces;
    columns = traces.stream().mapToInt(trace -> trace.hops().size() + 1).max().orElse(0);
  }

  /** Side by side for wide windows, from top to bottom for narrow ones. */
  static Markup of(List<HopTrace> traces) {
    Markup out = new Markup();
    if (traces.isEmpty()) {
      return out;
    }
    RoutePart part = new RoutePart(traces);
    Parts.scroll(out, "Route");
    out.add(part.across()).add(part.down()).close("div").line();
    return out.add(legend());
  }

  private static Markup legend() {
    Markup out = new Markup().open("ul", "class", "line soft legend");
    out.element("li", "✓ solid: works").element("li", "✗ dashed: fails");
    out.element("li", "? dotted: not seen to its end");
    out.element("li", "○ thin: handshake done, not used");
    return out.close("ul").line();
  }

  /** What a hop's state looks like. */
  static Role role(Hop.State state) {
    return switch (state) {
      case WORKED -> Role.OK;
      case FAILED -> Role.BAD;
      case UNUSED -> Role.DIM;
      case UNKNOWN -> Role.ODD;
    };
  }

  static String sign(Hop.State state) {
    return switch (state) {
      case WORKED -> "✓";
      case FAILED -> "✗";
      case UNUSED -> "○";
      case UNKNOWN -> "?";
    };
  }

  private String description() {
    List<String> lines = new ArrayList<>();
    for (HopTrace trace : traces) {
      for (int i = 0; i < trace.hops().size(); i++) {
        Leg leg = new Leg(trace, i + 1, trace.hops().get(i));
        lines.add("%s, %s".formatted(trace.name(), words(leg)));
      }
    }
    return String.join(". ", lines) + ".";
  }

  private static String words(Leg leg) {
    return "hop %d, %s: %s"
        .formatted(
            leg.number(),
            leg.hop().label(),
            Parts.shown(String.join(", ", labels(leg)), Parts.LONGEST));
  }

  private Markup across() {
    int width = columns * BOX + (columns - 1) * GAP + 4;
    Drawing drawing =
        new Drawing("route", "wide", width, traces.size() * LANE, "Route", description());
    for (int i = 0; i < traces.size(); i++) {
      lane(traces.get(i), i * LANE, drawing);
    }
    return drawing.finished();
  }

  private void lane(HopTrace trace, int top, Drawing drawing) {
    drawing.text(2, top + 18, "strong", LABEL_CHARACTERS, trace.name() + " path");
    int y = top + HEAD;
    int count = trace.hops().size();
    for (int i = 0; i < count; i++) {
      int from = 2 + i * (BOX + GAP) + BOX;
      int to = 2 + (i + 1 == count ? columns - 1 : i + 1) * (BOX + GAP);
      arrow(new Leg(trace, i + 1, trace.hops().get(i)), from, to, y + TALL / 2, drawing);
    }
    for (int i = 0; i <= count; i++) {
      int x = 2 + (i == count ? columns - 1 : i) * (BOX + GAP);
      party(trace, i, x, y, BOX, TALL, drawing);
    }
  }

  private static void party(
      HopTrace trace, int number, int x, int y, int width, int height, Drawing drawing) {
    Party party = number == 0 ? trace.clientHop().from() : trace.hops().get(number - 1).to();
    String address = address(trace, number);
    String role = party.role().label();
    drawing.begin(Parts.shown(role + " " + address), "");
    drawing.box(x, y, width, height, "party");
    int middle = x + width / 2;
    drawing.text(middle, y + height / 2 - 5, "strong middle", BOX_CHARACTERS, role);
    drawing.text(middle, y + height / 2 + 15, "mono middle soft", BOX_CHARACTERS, address);
    drawing.end();
  }

  /** A proxy listens at one address and dials from another: the first is how it is known. */
  private static String address(HopTrace trace, int number) {
    if (number == 0) {
      return trace.clientHop().from().endpoint().map(Endpoint::host).orElse("not captured");
    }
    Optional<Endpoint> listens = trace.hops().get(number - 1).to().endpoint();
    if (listens.isPresent()) {
      return listens.get().toString();
    }
    return number < trace.hops().size()
        ? trace.hops().get(number).from().endpoint().map(Endpoint::host).orElse("not captured")
        : "not captured";
  }

  private static void arrow(Leg leg, int from, int to, int y, Drawing drawing) {
    String look = Parts.tone(role(leg.hop().state()));
    drawing.begin(words(leg), "");
    drawing.path("M%d %dH%d".formatted(from, y, to - 10), "stroke " + look);
    drawing.tip(to, y, Drawing.Direction.RIGHT, look);
    int middle = (from + to) / 2;
    List<String> labels = labels(leg);
    int characters = LABEL_CHARACTERS * (to - from) / GAP;
    drawing.text(middle, y - 10 - LINE, "middle " + nameTone(leg), characters, labels.get(0));
    drawing.text(middle, y - 10, "middle soft", characters, labels.get(1));
    drawing.text(middle, y + 2 + LINE, "middle " + look, characters, labels.get(2));
    if (labels.size() > 3) {
      drawing.text(middle, y + 2 + 2 * LINE, "middle", characters, labels.get(3));
    }
    drawing.end();
  }

  private Markup down() {
    int tall =
        traces.stream()
            .mapToInt(trace -> HEAD + trace.hops().size() * (FLAT + FALL) + FLAT + 24)
            .sum();
    Drawing drawing = new Drawing("route-narrow", "narrow", NARROW, tall, "Route", description());
    int y = 0;
    for (HopTrace trace : traces) {
      drawing.text(2, y + 18, "strong", LABEL_CHARACTERS, trace.name() + " path");
      y += HEAD;
      for (int i = 0; i <= trace.hops().size(); i++) {
        party(trace, i, 2, y, NARROW - 4, FLAT, drawing);
        y += FLAT;
        if (i < trace.hops().size()) {
          fall(new Leg(trace, i + 1, trace.hops().get(i)), y, drawing);
          y += FALL;
        }
      }
      y += 24;
    }
    return drawing.finished();
  }

  private static void fall(Leg leg, int y, Drawing drawing) {
    String look = Parts.tone(role(leg.hop().state()));
    drawing.begin(words(leg), "");
    drawing.path("M30 %dV%d".formatted(y, y + FALL - 10), "stroke " + look);
    drawing.tip(30, y + FALL, Drawing.Direction.DOWN, look);
    List<String> labels = labels(leg);
    int line = y + 28;
    for (int i = 0; i < labels.size(); i++) {
      String tone = i == 0 ? nameTone(leg) : i == 1 ? "soft" : i == 2 ? look : "";
      drawing.text(52, line, tone, LABEL_CHARACTERS + 2, labels.get(i));
      line += LINE + 2;
    }
    drawing.end();
  }

  /** A lost name is marked where the hop fails: elsewhere it may be as meant. */
  private static String nameTone(Leg leg) {
    boolean lost = leg.serverName().equals(Leg.ABSENT);
    return lost && leg.hop().state() != Hop.State.WORKED ? Parts.tone(Role.BAD) : "mono";
  }

  /** The name; what was agreed on; how it ended; the status where there is one, or more words. */
  private static List<String> labels(Leg leg) {
    Hop hop = leg.hop();
    List<String> labels = new ArrayList<>();
    boolean hello = leg.hello().isPresent();
    boolean named = hello && !leg.serverName().equals(Leg.ABSENT);
    labels.add(!hello ? unseen(hop) : named ? "SNI " + leg.serverName() : "no SNI");
    labels.add(hello ? agreed(leg) : "");
    boolean failed = hop.state() == Hop.State.FAILED;
    String ending = sign(hop.state()) + " " + (failed ? leg.outcome() : leg.answer());
    if (leg.http().isPresent() && leg.http().get().status().isPresent()) {
      labels.add(ending);
      labels.add("status " + leg.status());
      return labels;
    }
    int end = ending.length() > LABEL_CHARACTERS ? ending.lastIndexOf(' ', LABEL_CHARACTERS) : -1;
    labels.add(end < 2 ? ending : ending.substring(0, end));
    if (end >= 2) {
      labels.add(ending.substring(end + 1));
    }
    return labels;
  }

  /** A hop may be told of only, or end before there is a hello. */
  private static String unseen(Hop hop) {
    boolean told = hop.steps().stream().allMatch(Step.Told.class::isInstance);
    return told ? "ClientHello not captured" : "no ClientHello";
  }

  private static String agreed(Leg leg) {
    boolean chosen = leg.last().flatMap(last -> last.serverHello()).isPresent();
    if (chosen) {
      return leg.chosen();
    }
    ClientHello hello = leg.hello().orElseThrow();
    boolean dtls = ProtocolVersion.of(hello.legacyVersion()).isDtls();
    String protocols =
        hello.alpnProtocols().isEmpty() ? "no ALPN" : String.join(", ", hello.alpnProtocols());
    return "offers %s, %s".formatted(hello.maxVersion(dtls).name(), protocols);
  }
}

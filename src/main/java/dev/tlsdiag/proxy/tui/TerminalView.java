package dev.tlsdiag.proxy.tui;

import dev.tlsdiag.proxy.live.FlowCommands;
import dev.tlsdiag.proxy.live.FlowDetails;
import dev.tlsdiag.proxy.live.LiveCounts;
import dev.tlsdiag.proxy.live.LiveFlow;
import dev.tlsdiag.proxy.live.LiveFlows;
import dev.tlsdiag.report.Theme;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/**
 * The view on a terminal, on its second screen: what stood there before comes back at the end.
 * Draws when something changed or a key was pressed, at most ten times a second.
 */
public final class TerminalView implements Closeable {
  private static final long TICK_MILLIS = 100;
  private static final long CLOCK_MILLIS = 1_000;

  /** Pressed so fast that it could be the start of another key. */
  private static final String TWICE_ESCAPE = "\u001b\u001b";

  private final LiveFlows flows;
  private final FlowCommands commands;
  private final Theme theme;
  private final List<String> facts;
  private final List<String> intro;
  private final ViewState state;
  private final Runnable quit;
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final AtomicBoolean changed = new AtomicBoolean(true);
  private final Terminal terminal;
  private final Attributes before;
  private final Thread thread;
  private volatile boolean over;
  private List<LiveFlow> all = List.of();
  private List<LiveFlow> shown = List.of();
  private List<String> drawnLines = List.of();

  private TerminalView(
      Terminal terminal,
      LiveFlows flows,
      FlowCommands commands,
      Theme theme,
      List<String> facts,
      List<String> intro,
      Runnable quit) {
    this.terminal = terminal;
    this.flows = flows;
    this.commands = commands;
    this.theme = theme;
    this.facts = List.copyOf(facts);
    this.intro = List.copyOf(intro);
    this.quit = quit;
    state = new ViewState(commands.redaction());
    before = terminal.enterRawMode();
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    thread = new Thread(this::run, "tlsdiag-tui");
    thread.setDaemon(true);
  }

  /**
   * Takes the terminal.
   *
   * @param facts for the head line
   * @param intro how the proxy can be used, for the page of help
   * @param quit is called when the user wants to leave
   * @throws IOException where the terminal cannot be had
   */
  public static TerminalView start(
      LiveFlows flows,
      FlowCommands commands,
      Theme theme,
      List<String> facts,
      List<String> intro,
      Runnable quit)
      throws IOException {
    Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .ffm(false)
            .dumb(false)
            .nativeSignals(false) // signals are the command's; the size is looked at before drawing
            .build();
    TerminalView view = new TerminalView(terminal, flows, commands, theme, facts, intro, quit);
    flows.onChange(() -> view.changed.set(true));
    view.thread.start();
    return view;
  }

  /** A warning, for the line at the bottom; it is for the caller to print it at the end too. */
  public void note(String line) {
    notes.add(line);
    changed.set(true);
  }

  private void run() {
    NonBlockingReader in = terminal.reader();
    BindingReader keys = new BindingReader(in);
    KeyMap<Key> bindings = bindings(terminal);
    Size size = new Size();
    long drawn = 0;
    try {
      while (!over) {
        long now = System.nanoTime() / 1_000_000;
        if (changed.getAndSet(false) || now - drawn >= CLOCK_MILLIS) {
          size = resized(size);
          draw(size);
          drawn = now;
        }
        if (in.peek(TICK_MILLIS) >= 0) {
          Key key = keys.readBinding(bindings, null, /* block= */ true);
          if (key != null) {
            String typed = keys.getLastBinding();
            press(key, typed, screen(size).tableRows());
            if (typed.equals(TWICE_ESCAPE)) {
              press(key, typed, screen(size).tableRows());
            }
          }
          changed.set(true);
        }
      }
    } catch (IOException | RuntimeException e) {
      if (!over) {
        quit.run(); // the terminal is gone
      }
    }
  }

  private Size resized(Size known) {
    Size size = terminal.getSize();
    Size usable =
        new Size(
            size.getColumns() == 0 ? 80 : size.getColumns(),
            size.getRows() == 0 ? 24 : size.getRows());
    if (!usable.equals(known)) {
      terminal.puts(Capability.clear_screen);
      drawnLines = List.of();
    }
    return usable;
  }

  private Screen screen(Size size) {
    return new Screen(
        theme, ZoneId.systemDefault(), facts, intro, size.getColumns(), size.getRows());
  }

  private void draw(Size size) {
    if (!state.frozen()) {
      all = flows.all();
    }
    shown = state.chosenOf(all, flows::details);
    Optional<FlowDetails> chosen = state.chosenIn(shown).flatMap(flow -> flows.details(flow.id()));
    LiveCounts counts = flows.counts();
    Screen.Content content =
        new Screen.Content(all, shown, counts, chosen, notes, Clock.systemUTC().instant());
    show(screen(size).lines(content, state));
  }

  /**
   * Writes the lines that are others than before. JLine's own Display would take the lines of boxes
   * for a second character set, or for ASCII.
   */
  private void show(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (i >= drawnLines.size() || !lines.get(i).equals(drawnLines.get(i))) {
        terminal.puts(Capability.cursor_address, i, 0);
        terminal.writer().write(lines.get(i));
      }
    }
    terminal.flush();
    drawnLines = lines;
  }

  private void press(Key pressed, String text, int rows) {
    Key key = state.press(pressed, text, shown, rows);
    Optional<LiveFlow> flow = state.chosenIn(shown);
    Optional<FlowDetails> details = flow.flatMap(each -> flows.details(each.id()));
    switch (key) {
      case QUIT -> quit.run();
      case COPY -> copy(flow.flatMap(each -> details.flatMap(d -> commands.curl(each, d))));
      case COMPARE -> copy(flow.flatMap(commands::compare));
      case EXPLAIN -> copy(flow.flatMap(LiveFlow::rule).map(rule -> "tlsdiag explain " + rule));
      default -> {} // the state has done it
    }
  }

  /** To the terminal's clipboard (OSC 52 of xterm), and to the line at the bottom. */
  private void copy(Optional<String> command) {
    if (command.isEmpty()) {
      state.say("there is no such command for this flow");
      return;
    }
    byte[] bytes = command.get().getBytes(StandardCharsets.UTF_8);
    terminal.writer().write("\u001b]52;c;" + Base64.getEncoder().encodeToString(bytes) + "\u0007");
    terminal.writer().flush();
    state.say("copied: " + command.get());
  }

  private static KeyMap<Key> bindings(Terminal terminal) {
    KeyMap<Key> keys = new KeyMap<>();
    keys.setUnicode(Key.CHARACTER);
    keys.setNomatch(Key.CHARACTER);
    for (char c = ' '; c <= '~'; c++) {
      keys.bind(Key.CHARACTER, String.valueOf(c));
    }
    keys.bind(Key.OPEN, "\r", "\n");
    keys.bind(Key.ERASE, "\u007f", "\b");
    keys.bind(Key.QUIT, KeyMap.ctrl('C')); // no signal: the terminal is in raw mode
    keys.bind(Key.FREEZE, KeyMap.ctrl('F'));
    keys.bind(Key.BACK, KeyMap.esc(), TWICE_ESCAPE);
    keys.setAmbiguousTimeout(50);
    bind(keys, Key.UP, KeyMap.key(terminal, Capability.key_up), "\u001b[A");
    bind(keys, Key.DOWN, KeyMap.key(terminal, Capability.key_down), "\u001b[B");
    bind(keys, Key.PAGE_UP, KeyMap.key(terminal, Capability.key_ppage), "\u001b[5~");
    bind(keys, Key.PAGE_DOWN, KeyMap.key(terminal, Capability.key_npage), "\u001b[6~");
    bind(keys, Key.TOP, KeyMap.key(terminal, Capability.key_home), "\u001b[H");
    bind(keys, Key.END, KeyMap.key(terminal, Capability.key_end), "\u001b[F");
    return keys;
  }

  private static void bind(KeyMap<Key> keys, Key key, String... sequences) {
    for (String sequence : sequences) {
      if (sequence != null) {
        keys.bind(key, sequence);
      }
    }
  }

  /** Gives the terminal back. */
  @Override
  public void close() throws IOException {
    over = true;
    try {
      thread.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    terminal.puts(Capability.cursor_visible);
    terminal.puts(Capability.exit_ca_mode);
    terminal.setAttributes(before);
    terminal.flush();
    terminal.close();
  }
}

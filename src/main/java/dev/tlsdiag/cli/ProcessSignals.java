package dev.tlsdiag.cli;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Signals to this process. A shutdown hook would do for ending, but can neither tell which signal
 * came nor let the process go on.
 *
 * <p>A command may run inside a process that outlives it, as in the shell. Then its {@link Host}
 * has the signals, and tells the command.
 */
final class ProcessSignals {
  static final String INT = "INT";
  static final String TERM = "TERM";
  static final String HUP = "HUP";

  private static final AtomicReference<Optional<Host>> HOST =
      new AtomicReference<>(Optional.empty());

  private ProcessSignals() {}

  /** What outlives the command that runs in it. */
  interface Host {
    /** The command wants this done instead of what the signal does otherwise. */
    void on(String signal, Runnable action);

    /** The command is not to be waited for any more. */
    void giveUp(int code);
  }

  /** What a signal did before; gives that back. */
  interface Before extends AutoCloseable {
    @Override
    void close();
  }

  /** Commands that run from now on, until it is closed, do so in this host. */
  static Before within(Host host) {
    Optional<Host> before = HOST.getAndSet(Optional.of(requireNonNull(host, "host is null")));
    return () -> HOST.set(before);
  }

  static boolean isHosted() {
    return HOST.get().isPresent();
  }

  /**
   * Does this instead of what the signal does otherwise, from now on or until the command has
   * ended. Nothing happens where this platform has no such signal.
   */
  static void on(String signal, Runnable action) {
    Optional<Host> host = HOST.get();
    if (host.isPresent()) {
      host.get().on(signal, action);
    } else {
      ofProcess(signal, action);
    }
  }

  /** The command does not end by itself: its process goes, or its host goes on without it. */
  static void giveUp(int code) {
    HOST.get().ifPresentOrElse(host -> host.giveUp(code), () -> Runtime.getRuntime().halt(code));
  }

  /**
   * Likewise for the process, host or not. Through reflection: the class has been there since Java
   * 1 and is in no specification.
   */
  static Before ofProcess(String signal, Runnable action) {
    try {
      Class<?> signals = Class.forName("sun.misc.Signal");
      Class<?> handlers = Class.forName("sun.misc.SignalHandler");
      InvocationHandler run =
          (proxy, method, args) -> {
            if (method.getName().equals("handle")) {
              action.run();
            }
            return null;
          };
      Object handler =
          Proxy.newProxyInstance(handlers.getClassLoader(), new Class<?>[] {handlers}, run);
      Object one = signals.getConstructor(String.class).newInstance(signal);
      Object before = signals.getMethod("handle", signals, handlers).invoke(null, one, handler);
      return () -> giveBack(one, before);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return () -> {};
    }
  }

  private static void giveBack(Object signal, Object handler) {
    try {
      Class<?> handlers = Class.forName("sun.misc.SignalHandler");
      signal
          .getClass()
          .getMethod("handle", signal.getClass(), handlers)
          .invoke(null, signal, handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // it was there a moment ago
    }
  }
}

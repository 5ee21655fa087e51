package dev.tlsdiag.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signals to this process. A shutdown hook would do for ending, but can neither tell which signal
 * came nor let the process go on.
 */
final class ProcessSignals {
  static final String INT = "INT";
  static final String TERM = "TERM";
  static final String HUP = "HUP";

  private ProcessSignals() {}

  /**
   * Does this instead of what the signal does otherwise, from now on. Through reflection: the class
   * has been there since Java 1 and is in no specification.
   *
   * @return false where this platform has no such signal, or no such class
   */
  static boolean on(String signal, Runnable action) {
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
      signals.getMethod("handle", signals, handlers).invoke(null, one, handler);
      return true;
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}

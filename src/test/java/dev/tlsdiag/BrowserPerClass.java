package dev.tlsdiag;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One {@link Browser} for all tests of a class, given to its constructor: starting one for each
 * test would take most of the time. Where there is none the class is skipped.
 */
public final class BrowserPerClass
    implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
  @Override
  public void beforeAll(ExtensionContext context) {
    store(context).put(Browser.class, Browser.start());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Browser browser = store(context).remove(Browser.class, Browser.class);
    if (browser != null) {
      browser.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Browser.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return store(context).get(Browser.class);
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(Namespace.create(BrowserPerClass.class));
  }
}

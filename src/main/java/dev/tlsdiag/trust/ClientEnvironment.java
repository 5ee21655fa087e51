package dev.tlsdiag.trust;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The variables that make programs trust an internal authority beside those they trust anyhow.
 *
 * <p>Most of them replace what a program trusts, so they name a bundle of both; {@code
 * NODE_EXTRA_CA_CERTS} adds, so it names the authority alone.
 *
 * @param authority the authority's certificate, PEM
 * @param bundle the machine's authorities and this one, PEM
 * @param javaStore the same as PKCS#12 with the passphrase {@link #STORE_SECRET}
 */
public record ClientEnvironment(Path authority, Path bundle, Path javaStore) {
  /** No secret: Java wants one for a store that holds only public certificates. */
  public static final String STORE_SECRET = "changeit";

  private static final String JAVA_OPTIONS = "JAVA_TOOL_OPTIONS";
  private static final String STORE_OPTION = "-Djavax.net.ssl.trustStore";

  /** A family of programs that look for authorities in the same place. */
  @SuppressWarnings("JavaLangClash") // the word that everybody has for it
  public enum Runtime {
    CURL("CURL_CA_BUNDLE"),
    OPENSSL("SSL_CERT_FILE"),
    PYTHON("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT"),
    NODE("NODE_EXTRA_CA_CERTS"),
    JAVA(JAVA_OPTIONS),
    GO("SSL_CERT_FILE"),
    AWS("AWS_CA_BUNDLE"),
    GIT("GIT_SSL_CAINFO");

    @SuppressWarnings("ImmutableEnumChecker") // never changed after the constructor
    private final Set<String> variables;

    Runtime(String... variables) {
      this.variables = new LinkedHashSet<>(Arrays.asList(variables));
    }

    /** As a user writes it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Runtime> labelled(String label) {
      return EnumSet.allOf(Runtime.class).stream()
          .filter(each -> each.label().equals(label))
          .findFirst();
    }
  }

  public ClientEnvironment {
    requireNonNull(authority, "authority is null");
    requireNonNull(bundle, "bundle is null");
    requireNonNull(javaStore, "javaStore is null");
  }

  /**
   * Variables and their values, in the order of the runtimes.
   *
   * @param environment of now: Java's options are kept
   */
  public Map<String, String> variables(
      Collection<Runtime> runtimes, Map<String, String> environment) {
    Map<String, String> all = new LinkedHashMap<>();
    for (Runtime runtime : runtimes) {
      for (String variable : runtime.variables) {
        all.put(
            variable,
            switch (variable) {
              case "NODE_EXTRA_CA_CERTS" -> authority.toString();
              case JAVA_OPTIONS -> javaOptions(environment.getOrDefault(JAVA_OPTIONS, ""));
              default -> bundle.toString();
            });
      }
    }
    return all;
  }

  /** The options there are, without an earlier store, then ours. */
  private String javaOptions(String before) {
    StringBuilder options = new StringBuilder();
    for (String option : before.strip().split("\\s+(?=-)", -1)) {
      if (!option.isEmpty() && !option.replace("\"", "").startsWith(STORE_OPTION)) {
        options.append(option).append(' ');
      }
    }
    String store = STORE_OPTION + "=" + javaStore;
    return options
        .append(quoted(store))
        .append(' ' + STORE_OPTION + "Type=PKCS12 ")
        .append(STORE_OPTION + "Password=" + STORE_SECRET)
        .toString();
  }

  /** The runtime takes both kinds of quotes, no escapes, and joins what has no blank between. */
  private static String quoted(String option) {
    return option.matches("[^ \t\"']+") ? option : '"' + option.replace("\"", "\"'\"'\"") + '"';
  }
}

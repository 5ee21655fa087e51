package dev.tlsdiag.trace;

import dev.tlsdiag.trace.HttpExchange.Header;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what is shown or written: the values of headers that authenticate, and of
 * URL parameters that do. The one place that knows which those are.
 *
 * <p>What helps to tell two of them apart stays: the scheme of Authorization, names and attributes
 * of cookies.
 */
public final class Redaction {
  /** Takes out every secret it knows. */
  public static final Redaction ON = new Redaction(true);

  /** Shows everything: what {@code --show-secrets} asks for. */
  public static final Redaction OFF = new Redaction(false);

  /** In place of a secret. */
  public static final String MARK = "[redacted]";

  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "proxy-authorization", "x-authorization", "authentication-info");

  private static final Set<String> COOKIES = Set.of("cookie", "cookie2");

  private static final Set<String> URLS =
      Set.of("location", "content-location", "referer", "link", "refresh", ":path");

  /** A word within a header's or parameter's name, between its separators. */
  private static final Pattern SECRET_WORD =
      Pattern.compile(
          "(?:^|[-_.])(?:token|tokens|secret|secrets|password|passwd|pwd|passphrase|apikey|api[-_]key"
              + "|access[-_]?key(?:[-_]?id)?|session|session[-_]?id|credential|credentials|signature|jwt"
              + "|auth|authorization|csrf|xsrf|assertion)(?:$|[-_.])");

  /** Names of parameters that are no such word: Azure's and OAuth's. */
  private static final Set<String> SECRET_PARAMETERS =
      Set.of("sig", "code", "key", "sid", "pass", "awsaccesskeyid", "accesstoken", "idtoken");

  private static final Pattern PARAMETER =
      Pattern.compile("([?&;#])([^?=&;#\\s<>\"]+)=([^&;#\\s<>\"]*)");

  /** A password may have an {@code @} in it: the last one before the host counts. */
  private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/?#\\s<>\"]+@");

  /** The same few names come with every request; those that peers make up are bounded. */
  private static final int REMEMBERED = 1024;

  private static final int LONGEST_REMEMBERED = 64;
  private static final Map<String, Boolean> SECRET_NAMES = new ConcurrentHashMap<>();

  private final boolean active;

  private Redaction(boolean active) {
    this.active = active;
  }

  public static Redaction of(boolean showSecrets) {
    return showSecrets ? OFF : ON;
  }

  /** Whether secrets are taken out. */
  public boolean active() {
    return active;
  }

  public List<Header> headers(List<Header> headers) {
    return active ? headers.stream().map(this::header).toList() : headers;
  }

  public Header header(Header header) {
    String value = value(header.name(), header.value());
    return value.equals(header.value()) ? header : new Header(header.name(), value);
  }

  /** The value of a header or trailer as it may be shown. */
  public String value(String headerName, String value) {
    if (!active) {
      return value;
    }
    String name = headerName.toLowerCase(Locale.ROOT);
    if (CREDENTIALS.contains(name)) {
      return credentials(value);
    }
    if (COOKIES.contains(name)) {
      return eachPart(value, Redaction::named);
    }
    if (name.equals("set-cookie")) {
      int end = value.indexOf(';');
      return end < 0 ? named(value) : named(value.substring(0, end)) + value.substring(end);
    }
    if (URLS.contains(name)) {
      return url(value);
    }
    return isSecretWord(name) ? MARK : value;
  }

  /** Whether the value of a header of this name is a secret, or has one in it. */
  public static boolean isSecretHeader(String headerName) {
    String name = headerName.toLowerCase(Locale.ROOT);
    return CREDENTIALS.contains(name)
        || COOKIES.contains(name)
        || name.equals("set-cookie")
        || isSecretWord(name);
  }

  /** A URL, or a part of one with its query; parameters keep their names. */
  public String url(String url) {
    if (!active || url.indexOf('=') < 0 && url.indexOf('@') < 0) {
      return url; // there is neither a parameter nor a user
    }
    String anonymous = USER_INFO.matcher(url).replaceAll(MARK + "@");
    return PARAMETER.matcher(anonymous).replaceAll(Redaction::parameter);
  }

  private static String parameter(MatchResult match) {
    String name = match.group(2).toLowerCase(Locale.ROOT);
    String shown =
        isSecretParameter(name) ? match.group(1) + match.group(2) + "=" + MARK : match.group();
    return Matcher.quoteReplacement(shown);
  }

  private static boolean isSecretParameter(String name) {
    return SECRET_PARAMETERS.contains(name) || isSecretWord(name);
  }

  private static boolean isSecretWord(String name) {
    Boolean known = SECRET_NAMES.get(name);
    if (known == null) {
      known = SECRET_WORD.matcher(name).find();
      if (SECRET_NAMES.size() < REMEMBERED && name.length() <= LONGEST_REMEMBERED) {
        SECRET_NAMES.put(name, known);
      }
    }
    return known;
  }

  /** {@code Bearer [redacted]}: the scheme of RFC 9110 section 11.4 is no secret. */
  private static String credentials(String value) {
    int blank = value.indexOf(' ');
    boolean scheme = blank > 0 && value.substring(0, blank).matches("[A-Za-z][A-Za-z0-9-]{1,31}");
    return scheme ? value.substring(0, blank + 1) + MARK : MARK;
  }

  private static String eachPart(String value, UnaryOperator<String> change) {
    StringBuilder out = new StringBuilder(value.length());
    for (String part : value.split(";", -1)) {
      out.append(out.isEmpty() ? "" : "; ").append(change.apply(part.strip()));
    }
    return out.toString();
  }

  /** {@code name=[redacted]}. */
  private static String named(String cookie) {
    int equals = cookie.indexOf('=');
    return equals < 0 ? MARK : cookie.substring(0, equals + 1) + MARK;
  }
}
